-- description: accounts whose events sum up to less than nothing
-- severity: warn

select account_id, amount from marts.accounts where amount < 0
