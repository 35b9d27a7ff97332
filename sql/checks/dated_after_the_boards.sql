-- description: rows are dated after the boards' date, so no board counts them yet; one row per source
-- severity: warn

-- The bound lies two days off, so that no time zone can put a row of the boards' date behind it.
with

later as (
    select
        payments.source,
        payments.paid_at as happened_at
    from staging.payments as payments
    cross join ops.settings as settings
    where payments.paid_at >= settings.as_of + interval 2 day
    union all
    select
        interactions.source,
        interactions.occurred_at as happened_at
    from staging.interactions as interactions
    cross join ops.settings as settings
    where interactions.occurred_at >= settings.as_of + interval 2 day
)

select
    later.source,
    count(*) as later_rows,
    max(later.happened_at) as last_at
from later
group by all
