-- description: days past due as the exports state them, and the aging bucket they fall into; one row per account and date
-- grain: account_id, statement_date
-- materialized: incremental
-- key: account_id
-- column days_past_due: NULL: never

with

stated as (
    select
        assignments.account_id,
        coalesce(assignments.start_date, assignments.as_of_date) as statement_date,
        -- of several statements of a date the later load's counts, then a greater collector_id's
        max({
            'load_order': assignments.load_order,
            'collector_id': coalesce(assignments.collector_id, ''),
            'days_past_due': assignments.days_past_due
        }).days_past_due as days_past_due
    from staging.assignments as assignments
    cross join ops.settings as settings
    where
        assignments.days_past_due is not null
        and coalesce(assignments.start_date, assignments.as_of_date) <= settings.as_of
    group by all
),

placed as (
    select
        stated.account_id,
        stated.statement_date,
        stated.days_past_due,
        settings.aging_bucket_days as limits,
        -- the bucket's first and last day are those after and at these places of the list
        len(list_filter(settings.aging_bucket_days, lambda day: day < stated.days_past_due))
            as limits_passed
    from stated
    cross join ops.settings as settings
)

select
    placed.account_id,
    placed.statement_date,
    lead(placed.statement_date, 1, date '9999-12-31') over (
        partition by placed.account_id
        order by placed.statement_date
    ) as next_statement_date,
    placed.days_past_due, -- zero and below: not due yet
    if(placed.days_past_due <= 0, 0, placed.limits_passed + 1)::integer as bucket_number,
    case
        when placed.days_past_due <= 0 then 'current'
        when placed.limits_passed = len(placed.limits)
            then (coalesce(placed.limits[placed.limits_passed], 0) + 1) || '+'
        else
            (coalesce(placed.limits[placed.limits_passed], 0) + 1)
            || '-'
            || placed.limits[placed.limits_passed + 1]
    end as aging_bucket -- current, 1-30, ..., 91+
from placed
