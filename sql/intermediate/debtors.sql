-- description: whose an account is, and whose contact limits and clock hold for it; one row per account stated, assigned or contacted
-- grain: account_id
-- materialized: incremental
-- key: account_id
-- column time_zone: the debtor's time zone, the business's where none is known

with

named as (
    select
        assignments.account_id,
        arg_max(
            assignments.debtor_id,
            (
                coalesce(assignments.start_date, assignments.as_of_date),
                assignments.load_order,
                assignments.debtor_id
            )
        ) as debtor_id
    from staging.assignments as assignments
    cross join ops.settings as settings
    where
        assignments.debtor_id is not null
        and coalesce(assignments.start_date, assignments.as_of_date) <= settings.as_of
    group by assignments.account_id
),

known as (
    select accounts.account_id
    from staging.accounts as accounts
    union
    select assignments.account_id
    from staging.assignments as assignments
    union
    select interactions.account_id
    from staging.interactions as interactions
)

select
    known.account_id,
    coalesce(accounts.debtor_id, named.debtor_id, known.account_id) as debtor_id,
    coalesce(accounts.jurisdiction, settings.jurisdiction) as jurisdiction, -- NULL: no limits known
    coalesce(zones.name, settings.time_zone) as time_zone
from known
cross join ops.settings as settings
left join staging.accounts as accounts
    on known.account_id = accounts.account_id
left join named
    on known.account_id = named.account_id
left join pg_timezone_names() as zones
    on accounts.time_zone = zones.name
