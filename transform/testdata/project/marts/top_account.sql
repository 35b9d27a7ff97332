-- description: the account with the largest sum; one row per board
-- grain: account_id
-- materialized: view

select account_id, amount from marts.accounts order by amount desc, account_id limit 1;
