-- description: accounts whose rows the loads since the last transform may have changed, and from which date on; none before a full refresh; one row per account
-- grain: account_id
-- materialized: table
-- column touched_from: earliest date of an event that came, went or took effect

with recursive

state as (
    select
        transform_state.last_load_id,
        transform_state.as_of,
        transform_state.as_of - interval 1 day as due_from,
        settings.grace_days
    from ops.transform_state as transform_state
    cross join ops.settings as settings
),

-- The dates of events are expressions; bounds on the stored columns let whole blocks be skipped.
-- A promise that is due before it is made is judged then, too.
loaded as (
    select
        interactions.account_id,
        least(interactions.interaction_date, interactions.promised_date + state.grace_days + 1)::date
            as event_date
    from staging.interactions as interactions
    inner join state
        on interactions.load_id > state.last_load_id
    union all
    select
        payments.account_id,
        payments.payment_date as event_date
    from staging.payments as payments
    inner join state
        on payments.load_id > state.last_load_id
    union all
    select
        promises.account_id,
        least(promises.promised_on, promises.due_date + state.grace_days + 1)::date as event_date
    from staging.promises as promises
    inner join state
        on promises.load_id > state.last_load_id
    union all
    select
        assignments.account_id,
        coalesce(assignments.start_date, assignments.as_of_date) as event_date
    from staging.assignments as assignments
    inner join state
        on assignments.load_id > state.last_load_id
),

-- Loaded before, but after the boards' date. The bound skips blocks only if it is the one condition
-- of its join; the date itself is looked at after it.
come_due as (
    select
        interactions.account_id,
        min(
            least(
                interactions.interaction_date, interactions.promised_date + state.grace_days + 1
            )::date
        ) filter (interactions.interaction_date > state.as_of) as event_date
    from staging.interactions as interactions
    inner join state
        on interactions.occurred_at >= state.due_from
    group by interactions.account_id
    having event_date is not null
    union all
    select
        payments.account_id,
        min(payments.payment_date) filter (payments.payment_date > state.as_of) as event_date
    from staging.payments as payments
    inner join state
        on payments.paid_at >= state.due_from
    group by payments.account_id
    having event_date is not null
    union all
    select
        promises.account_id,
        least(promises.promised_on, promises.due_date + state.grace_days + 1)::date as event_date
    from staging.promises as promises
    inner join state
        on promises.promised_on > state.as_of
    union all
    select
        assignments.account_id,
        coalesce(assignments.start_date, assignments.as_of_date) as event_date
    from staging.assignments as assignments
    inner join state
        on coalesce(assignments.start_date, assignments.as_of_date) > state.as_of
),

-- rows that are no longer in force, on the earliest day they can have counted for
replaced as (
    select
        superseded.entity,
        superseded."row" ->> 'account_id' as account_id,
        least(
            coalesce(
                try_cast(superseded."row" ->> 'occurred_at' as timestamp),
                try_cast(superseded."row" ->> 'paid_at' as timestamp),
                try_cast(superseded."row" ->> 'promised_at' as timestamp),
                try_cast(superseded."row" ->> 'assigned_at' as timestamp),
                try_cast(superseded."row" ->> 'as_of_date' as timestamp)
            ) - interval 1 day,
            coalesce(
                try_cast(superseded."row" ->> 'due_date' as date),
                try_cast(superseded."row" ->> 'promised_date' as date)
            ) + state.grace_days + 1
        )::date as event_date,
        superseded."row" ->> 'reverses_payment_id' as reverses_payment_id
    from ops.superseded_rows as superseded
    inner join state
        on superseded.replaced_by_load_id > state.last_load_id
),

-- earlier loads of the contents that `--retry-rejected` loaded again
tried as (
    select earlier.load_id
    from ops.loads as loads
    inner join state
        on loads.load_id > state.last_load_id
    inner join ops.loads as earlier
        on
            loads.source = earlier.source
            and loads.content_hash = earlier.content_hash
            and loads.load_id > earlier.load_id
    where
        loads.entity = 'assignments'
        and loads.status = 'loaded'
),

-- A snapshot says who is gone, and where the intervals of the one before end: the accounts of both
-- neighbours.
changed_snapshots as (
    select
        assignments.source,
        assignments.as_of_date
    from staging.assignments as assignments
    inner join state
        on assignments.load_id > state.last_load_id
    where assignments.as_of_date is not null
    union
    select
        carried.source,
        carried.as_of_date
    from staging.carried_assignments as carried
    inner join state
        on carried.load_id > state.last_load_id
    union
    select
        loads.source,
        try_cast(superseded."row" ->> 'as_of_date' as date) as as_of_date
    from ops.superseded_rows as superseded
    inner join state
        on superseded.replaced_by_load_id > state.last_load_id
    inner join ops.loads as loads
        on superseded.load_id = loads.load_id
    where superseded.entity = 'assignments'
    union
    -- tried again: what was rejected then may be in no list now
    select
        assignments.source,
        assignments.as_of_date
    from raw.assignments as assignments
    semi join tried
        on assignments.load_id = tried.load_id
    union
    select
        assignments.source,
        assignments.as_of_date
    from raw.assignments as assignments
    semi join tried
        on assignments.confirmed_by_load_id = tried.load_id
),

changed_spans as (
    select
        changed.source,
        changed.as_of_date,
        max(dates.as_of_date) filter (where dates.as_of_date < changed.as_of_date) as earlier_date,
        min(dates.as_of_date) filter (where dates.as_of_date > changed.as_of_date) as later_date
    from changed_snapshots as changed
    inner join staging.snapshot_dates as dates
        on changed.source = dates.source
    where changed.as_of_date is not null
    group by all
),

relisted as (
    select
        assignments.account_id,
        changed.as_of_date as event_date
    from staging.assignments as assignments
    inner join changed_spans as changed
        on
            assignments.source = changed.source
            and assignments.as_of_date >= coalesce(changed.earlier_date, changed.as_of_date)
            and assignments.as_of_date <= coalesce(changed.later_date, changed.as_of_date)
    union all
    select
        carried.account_id,
        changed.as_of_date as event_date
    from staging.carried_assignments as carried
    inner join changed_spans as changed
        on
            carried.source = changed.source
            and carried.as_of_date >= coalesce(changed.earlier_date, changed.as_of_date)
            and carried.as_of_date <= coalesce(changed.later_date, changed.as_of_date)
),

-- a promise that is no longer pending
expired as (
    select
        promises.account_id,
        (promises.due_date + settings.grace_days + 1)::date as event_date
    from staging.promises as promises
    cross join ops.settings as settings
    inner join state
        on promises.due_date + settings.grace_days >= state.as_of
    where
        settings.promises_source = 'promises'
        and promises.due_date + settings.grace_days < settings.as_of
    union all
    select
        interactions.account_id,
        (interactions.promised_date + settings.grace_days + 1)::date as event_date
    from raw.interactions as interactions
    cross join ops.settings as settings
    inner join state
        on interactions.promised_date >= state.as_of - settings.grace_days
    where
        settings.promises_source = 'interactions'
        and interactions.promised_date < settings.as_of - settings.grace_days
),

-- accounts whose currency or portfolio other rows fall back on, or whose debtor's type segments need
redefined as (
    select accounts.account_id
    from staging.accounts as accounts
    inner join state
        on accounts.load_id > state.last_load_id
    union
    select replaced.account_id
    from replaced
    where replaced.entity in ('accounts', 'assignments')
    union
    -- the first currency that is stated for an account, by its date
    select assignments.account_id
    from staging.assignments as assignments
    cross join state
    where assignments.currency is not null
    group by assignments.account_id
    having
        min(coalesce(assignments.start_date, assignments.as_of_date)) filter (
            where assignments.load_id > state.last_load_id
        ) <= coalesce(
            min(coalesce(assignments.start_date, assignments.as_of_date)) filter (
                where assignments.load_id <= state.last_load_id
            ),
            date '9999-12-31'
        )
),

-- A name and a team stand on all of a collector's rows. A row that is only stated again says nothing
-- new, unless another version lies before it; one that arrives older than what is in force still says
-- which team was the collector's then.
renamed as (
    select collectors.collector_id
    from staging.collectors as collectors
    inner join state
        on collectors.load_id > state.last_load_id
    union
    select superseded."row" ->> 'collector_id' as collector_id
    from ops.superseded_rows as superseded
    inner join state
        on greatest(superseded.load_id, superseded.replaced_by_load_id) > state.last_load_id
    where superseded.entity = 'collectors'
),

-- Instants as they are stored: dates are made of the few that are left.
restated as not materialized (
    select
        interactions.account_id,
        interactions.collector_id,
        interactions.occurred_at as event_at,
        interactions.occurred_at_has_time as has_time
    from raw.interactions as interactions
    union all
    select
        payments.account_id,
        null as collector_id,
        payments.paid_at as event_at,
        payments.paid_at_has_time as has_time
    from raw.payments as payments
    union all
    select
        promises.account_id,
        promises.collector_id,
        promises.promised_at as event_at,
        promises.promised_at_has_time as has_time
    from raw.promises as promises
    union all
    select
        assignments.account_id,
        assignments.collector_id,
        coalesce(assignments.assigned_at, assignments.as_of_date::timestamp) as event_at,
        coalesce(assignments.assigned_at_has_time, false) as has_time
    from raw.assignments as assignments
),

first_events as (
    select
        restated.account_id,
        restated.has_time,
        min(restated.event_at) as event_at
    from restated
    semi join redefined
        on restated.account_id = redefined.account_id
    group by all
    union all
    select
        restated.account_id,
        restated.has_time,
        min(restated.event_at) as event_at
    from restated
    semi join renamed
        on restated.collector_id = renamed.collector_id
    group by all
),

events as (
    select * from loaded
    union all
    select * from come_due
    union all
    select
        replaced.account_id,
        replaced.event_date
    from replaced
    where
        replaced.account_id is not null
        and replaced.event_date is not null
    union all
    select * from relisted
    union all
    select * from expired
    union all
    select
        first_events.account_id,
        if(
            first_events.has_time,
            first_events.event_at at time zone 'UTC' at time zone settings.time_zone,
            first_events.event_at
        )::date as event_date
    from first_events
    cross join ops.settings as settings
    union all
    -- nothing has happened to it yet
    select
        redefined.account_id,
        (state.as_of + 1)::date as event_date
    from redefined
    cross join state
),

-- rows that take a payment back, or did so before they were corrected
negatives as (
    select
        payments.account_id,
        payments.reverses_payment_id,
        payments.payment_date,
        payments.load_id > state.last_load_id or payments.payment_date > state.as_of as is_new
    from staging.payments as payments
    cross join state
    where payments.reverses_payment_id is not null
    union all
    select
        replaced.account_id,
        replaced.reverses_payment_id,
        replaced.event_date as payment_date,
        true as is_new
    from replaced
    where
        replaced.entity = 'payments'
        and replaced.reverses_payment_id is not null
),

-- with the payment
reversals as (
    select
        negatives.account_id,
        originals.account_id as reversed_account_id,
        negatives.payment_date,
        originals.payment_date as reversed_date,
        least(negatives.payment_date, originals.payment_date) as event_date,
        negatives.is_new
        or originals.load_id > state.last_load_id
        or originals.payment_date > state.as_of as is_new
    from negatives
    cross join state
    inner join staging.payments as originals
        on negatives.reverses_payment_id = originals.payment_id
),

dated as (
    select
        events.account_id,
        min(events.event_date) as touched_from
    from (
        select * from events
        union all
        select
            reversals.account_id,
            reversals.event_date
        from reversals
        where reversals.is_new
        union all
        select
            reversals.reversed_account_id as account_id,
            reversals.event_date
        from reversals
        where reversals.is_new
    ) as events
    where events.account_id is not null
    group by events.account_id
),

-- accounts of which one has taken back a payment of the other, in either direction
links as (
    select
        reversals.account_id,
        reversals.reversed_account_id as other_account_id
    from reversals
    where reversals.account_id <> reversals.reversed_account_id
    union
    select
        reversals.reversed_account_id as account_id,
        reversals.account_id as other_account_id
    from reversals
    where reversals.account_id <> reversals.reversed_account_id
),

-- a chain of such accounts is computed together
chained as (
    select
        links.account_id,
        links.other_account_id
    from links
    union
    select
        chained.account_id,
        links.other_account_id
    from chained
    inner join links
        on chained.other_account_id = links.account_id
),

reached as (
    select
        reached.account_id,
        min(reached.touched_from) as touched_from
    from (
        select * from dated
        union all
        select
            chained.other_account_id as account_id,
            dated.touched_from
        from dated
        inner join chained
            on dated.account_id = chained.account_id
    ) as reached
    group by reached.account_id
)

-- Whoever earned a payment loses what is taken back, even if that is dated before the payment.
select
    reached.account_id,
    least(reached.touched_from, min(reversals.payment_date)) as touched_from
from reached
left join reversals
    on
        reached.account_id = reversals.account_id
        and reached.touched_from <= reversals.reversed_date
group by
    reached.account_id,
    reached.touched_from
