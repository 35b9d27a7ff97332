-- description: accounts as stated; one row per account
-- grain: account_id
-- materialized: view

select
    accounts.account_id,
    accounts.debtor_id,
    accounts.portfolio,
    accounts.currency,
    accounts.debtor_type,
    accounts.region,
    accounts.time_zone,
    accounts.jurisdiction,
    accounts.load_id,
    accounts.original_amount,
    accounts.due_date
from raw.accounts as accounts
