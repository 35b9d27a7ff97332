-- description: what an account's events fall back on when they state no currency or portfolio; one row per account
-- grain: account_id
-- materialized: incremental
-- key: account_id
-- column currency: NULL: none is stated
-- column portfolio: NULL: not stated

with

assigned as (
    select
        assignments.account_id,
        -- of several currencies the first one stated, so that a later assignment rewrites nothing
        arg_min(
            assignments.currency,
            (coalesce(assignments.start_date, assignments.as_of_date), assignments.load_order)
        ) as currency
    from staging.assignments as assignments
    where assignments.currency is not null
    group by assignments.account_id
)

select
    coalesce(accounts.account_id, assigned.account_id) as account_id,
    coalesce(assigned.currency, accounts.currency) as currency,
    accounts.portfolio
from staging.accounts as accounts
full join assigned
    on accounts.account_id = assigned.account_id
