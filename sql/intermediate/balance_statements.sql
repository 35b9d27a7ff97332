-- description: balances as the exports state them, each from the start of its date; one row per account, currency and date
-- grain: account_id, currency, statement_date
-- materialized: incremental
-- key: account_id
-- column days_past_due: [days past due] stated with the balance; NULL: not stated

select
    assignments.account_id,
    coalesce(assignments.currency, defaults.currency, settings.currency) as currency,
    coalesce(assignments.start_date, assignments.as_of_date) as statement_date,
    arg_max(
        assignments.assigned_amount,
        (assignments.load_order, coalesce(assignments.collector_id, ''))
    ) as balance,
    arg_max(
        assignments.days_past_due,
        (assignments.load_order, coalesce(assignments.collector_id, ''))
    ) as days_past_due
from staging.assignments as assignments
cross join ops.settings as settings
left join intermediate.account_defaults as defaults
    on assignments.account_id = defaults.account_id
where
    assignments.assigned_amount is not null
    and coalesce(assignments.start_date, assignments.as_of_date) <= settings.as_of
group by all
