-- description: business dates whose figures the loads since the last transform may have changed; one row per touched date
-- grain: changed_date
-- materialized: view

-- A figure as of a date depends on everything up to that date, so the earliest row counts: all
-- later dates follow from it. Three things reach further back than their own date: what an account
-- falls back on, a collector's name, and promises of accounts with negative payments, whose day of
-- keeping such a payment can move.
with

state as (
    select
        coalesce(max(transform_state.last_load_id), 0) as last_load_id,
        coalesce(max(transform_state.as_of), date '0001-01-01') as as_of
    from ops.transform_state as transform_state
),

events as (
    select
        interactions.account_id,
        interactions.interaction_date as event_date,
        interactions.load_id
    from staging.interactions as interactions
    union all
    select
        payments.account_id,
        payments.payment_date as event_date,
        payments.load_id
    from staging.payments as payments
    union all
    select
        promises.account_id,
        promises.promised_on as event_date,
        promises.load_id
    from staging.promises as promises
    union all
    select
        assignments.account_id,
        coalesce(assignments.start_date, assignments.as_of_date) as event_date,
        assignments.load_id
    from staging.assignments as assignments
),

-- rows that are no longer in force, on the earliest day they can have counted for
replaced as (
    select
        superseded.entity,
        superseded."row" ->> 'account_id' as account_id,
        (
            coalesce(
                try_cast(superseded."row" ->> 'occurred_at' as timestamp),
                try_cast(superseded."row" ->> 'paid_at' as timestamp),
                try_cast(superseded."row" ->> 'promised_at' as timestamp),
                try_cast(superseded."row" ->> 'assigned_at' as timestamp),
                try_cast(superseded."row" ->> 'as_of_date' as timestamp)
            ) - interval 1 day
        )::date as event_date
    from ops.superseded_rows as superseded
    cross join state
    where superseded.replaced_by_load_id > state.last_load_id
),

touched as (
    select
        events.account_id,
        events.event_date
    from events
    cross join state
    where
        events.load_id > state.last_load_id
        or events.event_date > state.as_of
    union all
    select
        replaced.account_id,
        replaced.event_date
    from replaced
    where replaced.event_date is not null
    union all
    select
        carried.account_id,
        carried.as_of_date as event_date
    from staging.carried_assignments as carried
    cross join state
    where carried.load_id > state.last_load_id
    union all
    -- a reversal changes what its payment was worth
    select
        original.account_id,
        original.payment_date as event_date
    from staging.payments as negative
    cross join state
    inner join staging.payments as original
        on negative.reverses_payment_id = original.payment_id
    where
        negative.load_id > state.last_load_id
        or negative.payment_date > state.as_of
),

-- accounts whose currency or portfolio other rows fall back on, or whose debtor's type segments need
redefined as (
    select accounts.account_id
    from staging.accounts as accounts
    cross join state
    where
        accounts.load_id > state.last_load_id
        and (
            accounts.portfolio is not null
            or accounts.currency is not null
            or accounts.debtor_type is not null
        )
    union
    select replaced.account_id
    from replaced
    where replaced.entity in ('accounts', 'assignments')
    union
    select assignments.account_id
    from staging.assignments as assignments
    cross join state
    where assignments.currency is not null
    group by assignments.account_id
    having min(assignments.load_id) > any_value(state.last_load_id)
),

promises as (
    select
        promises.account_id,
        promises.promised_on,
        promises.due_date
    from staging.promises as promises
    union all
    select
        interactions.account_id,
        interactions.interaction_date as promised_on,
        interactions.promised_date as due_date
    from staging.interactions as interactions
    where interactions.promised_date is not null
),

reached as (
    select touched.event_date as changed_date
    from touched
    union all
    select events.event_date as changed_date
    from events
    semi join redefined
        on events.account_id = redefined.account_id
    union all
    select promises.promised_on as changed_date
    from promises
    cross join ops.settings as settings
    inner join touched
        on
            promises.account_id = touched.account_id
            and promises.promised_on <= touched.event_date
            and promises.due_date + settings.grace_days >= touched.event_date
    semi join (
        select payments.account_id
        from staging.payments as payments
        where payments.amount < 0
    ) as negative
        on promises.account_id = negative.account_id
    union all
    -- a collector's name stands on all of the collector's rows
    select date '0001-01-01' as changed_date
    from staging.collectors as collectors
    cross join state
    where collectors.load_id > state.last_load_id
    union all
    select date '0001-01-01' as changed_date
    from replaced
    where replaced.entity = 'collectors'
    union all
    select (state.as_of + 1)::date as changed_date
    from state
    where state.as_of > date '0001-01-01'
)

select distinct reached.changed_date
from reached
