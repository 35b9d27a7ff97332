-- description: business dates whose figures the loads since the last transform may have changed; one row per touched date
-- grain: changed_date
-- materialized: view

-- A figure as of a date depends on everything up to that date, so the earliest row counts: all
-- later dates follow from it. Promises of accounts with negative payments reach further back than
-- the event: the day of keeping such a promise can move.
with

promises as (
    select
        promises.account_id,
        promises.promised_on,
        promises.due_date,
        promises.amount
    from staging.promises as promises
    union all
    select
        interactions.account_id,
        interactions.interaction_date as promised_on,
        interactions.promised_date as due_date,
        interactions.promised_amount as amount
    from staging.interactions as interactions
    where interactions.promised_date is not null
),

-- payments that were corrected since; what they said before may have gone back
corrected as (
    select
        superseded."row" ->> 'account_id' as account_id,
        superseded."row" ->> 'reverses_payment_id' as reverses_payment_id
    from ops.superseded_rows as superseded
    inner join ops.transform_state as state
        on superseded.replaced_by_load_id > state.last_load_id
    where superseded.entity = 'payments'
),

-- accounts with money that went back, by a row of their own or of another account
taken_back as (
    select negative.account_id
    from staging.payments as negative
    where negative.amount < 0
    union
    select corrected.account_id
    from corrected
    union
    select original.account_id
    from (
        select payments.reverses_payment_id
        from staging.payments as payments
        where payments.reverses_payment_id is not null
        union all
        select corrected.reverses_payment_id
        from corrected
    ) as negative
    inner join staging.payments as original
        on negative.reverses_payment_id = original.payment_id
),

-- once reached, then lost by what went back, perhaps to be reached again
undecided as (
    select
        promises.account_id,
        promises.promised_on
    from promises
    cross join ops.settings as settings
    inner join staging.touched_accounts as touched
        on
            promises.account_id = touched.account_id
            and promises.promised_on < touched.touched_from
            and promises.due_date + settings.grace_days >= touched.touched_from
    inner join staging.payments as payments
        on
            promises.account_id = payments.account_id
            and payments.payment_date >= promises.promised_on
            and payments.payment_date <= promises.due_date + settings.grace_days
    semi join taken_back
        on promises.account_id = taken_back.account_id
    group by
        promises.account_id,
        promises.promised_on,
        promises.due_date,
        promises.amount
    having sum(payments.amount) filter (where payments.amount > 0) >= promises.amount
)

select touched.touched_from as changed_date
from staging.touched_accounts as touched
union
select undecided.promised_on as changed_date
from undecided
union
select (transform_state.as_of + 1)::date as changed_date
from ops.transform_state as transform_state
