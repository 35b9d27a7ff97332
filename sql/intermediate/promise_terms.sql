-- description: promises up to the board's date with the window in which they can be kept; one row per promise
-- grain: promise_id
-- materialized: incremental
-- key: account_id
-- column collector_id: who took it, else the holder that day; NULL: nobody
-- column amount: [money] amount promised

with

stated as (
    select
        promises.promise_id,
        promises.account_id,
        promises.collector_id,
        promises.currency,
        promises.load_id,
        promises.load_order,
        promises.line_order,
        promises.amount,
        promises.has_time,
        promises.local_at,
        promises.promised_on,
        promises.due_date
    from staging.promises as promises
    cross join ops.settings as settings
    where settings.promises_source = 'promises'
    union all
    select
        interactions.interaction_id as promise_id,
        interactions.account_id,
        interactions.collector_id,
        interactions.currency,
        interactions.load_id,
        interactions.load_order,
        interactions.line_order,
        interactions.promised_amount as amount,
        interactions.has_time,
        interactions.local_at,
        interactions.interaction_date as promised_on,
        interactions.promised_date as due_date
    from staging.interactions as interactions
    cross join ops.settings as settings
    where
        settings.promises_source = 'interactions'
        and interactions.promised_amount is not null
        and interactions.promised_date is not null
),

promises as (
    select
        stated.promise_id,
        stated.account_id,
        coalesce(stated.collector_id, holdings.collector_id) as collector_id,
        coalesce(holdings.portfolio, defaults.portfolio, '(none)') as portfolio,
        coalesce(stated.currency, holdings.currency, defaults.currency, settings.currency)
            as currency,
        stated.load_id,
        stated.amount,
        stated.has_time,
        stated.local_at,
        stated.promised_on,
        stated.due_date,
        (stated.due_date + settings.grace_days)::date as last_day,
        -- the later of two on one day counts
        row_number() over (
            partition by stated.account_id, stated.promised_on
            order by
                stated.local_at desc,
                stated.load_order desc,
                stated.line_order desc,
                stated.promise_id desc
        ) = 1 as is_last_of_day
    from stated
    cross join ops.settings as settings
    left join intermediate.holdings as holdings
        on
            stated.account_id = holdings.account_id
            and stated.promised_on >= holdings.start_date
            and stated.promised_on < holdings.end_date
    left join intermediate.account_defaults as defaults
        on stated.account_id = defaults.account_id
    where
        stated.amount > 0
        and stated.amount >= settings.promise_min_amount
        and stated.promised_on <= settings.as_of
)

select
    promises.promise_id,
    promises.account_id,
    promises.collector_id, -- who took it, else the holder that day; NULL: nobody
    promises.portfolio,
    promises.currency,
    promises.load_id,
    promises.is_last_of_day, -- false: overtaken by another one on its own day
    promises.has_time,
    promises.local_at,
    promises.promised_on,
    promises.due_date,
    promises.last_day, -- due date and grace
    -- the account's next promise on a later day, NULL if there is none
    min(promises.promised_on) over (
        partition by promises.account_id
        order by promises.promised_on
        range between interval 1 day following and unbounded following
    )::date as next_promised_on,
    promises.amount
from promises
