-- description: first and last date of what each entity states to have happened; one row per entity with any
-- grain: entity
-- materialized: view
-- column first_date: business date of its earliest row
-- column last_date: business date of its latest row

-- The earliest and latest instants give the dates, since no time zone turns the order of days
-- around; to convert every instant would cost more than all else.
with

stated as (
    select
        'interactions' as entity,
        interactions.occurred_at as event_at,
        interactions.occurred_at_has_time as has_time
    from raw.interactions as interactions
    union all
    select
        'payments' as entity,
        payments.paid_at as event_at,
        payments.paid_at_has_time as has_time
    from raw.payments as payments
    union all
    select
        'promises' as entity,
        promises.promised_at as event_at,
        promises.promised_at_has_time as has_time
    from raw.promises as promises
    union all
    select
        'assignments' as entity,
        coalesce(assignments.assigned_at, assignments.as_of_date::timestamp) as event_at,
        coalesce(assignments.assigned_at_has_time, false) as has_time
    from raw.assignments as assignments
),

bounds as (
    select
        stated.entity,
        stated.has_time,
        min(stated.event_at) as first_at,
        max(stated.event_at) as last_at
    from stated
    where stated.event_at is not null
    group by all
)

select
    bounds.entity,
    min(
        if(
            bounds.has_time,
            bounds.first_at at time zone 'UTC' at time zone settings.time_zone,
            bounds.first_at
        )::date
    ) as first_date,
    max(
        if(
            bounds.has_time,
            bounds.last_at at time zone 'UTC' at time zone settings.time_zone,
            bounds.last_at
        )::date
    ) as last_date
from bounds
cross join ops.settings as settings
group by bounds.entity
