-- description: dates on which an account had seen no action, or no visit, for as many days as the rules allow; one row per account, kind of neglect and span
-- grain: account_id, neglect, start_date
-- materialized: incremental
-- key: account_id
-- column neglect: `idle`: no action by anybody; `unvisited`: no visit

-- Counted from the last action, and before the first one from the day the account came. An account
-- that is worked has none of these spans, so they are far fewer than the actions.

with

-- No gap that is long enough lies inside of so few days, so the first and the last action of them
-- say all.
stretches as (
    select
        actions.account_id,
        (actions.action_date - date '0001-01-01')
        // greatest(least(settings.idle_days, settings.visit_days), 1) as stretch,
        min(actions.action_date) as first_action,
        max(actions.action_date) as last_action,
        min(actions.action_date) filter (where actions.channel = 'visit') as first_visit,
        max(actions.action_date) filter (where actions.channel = 'visit') as last_visit
    from intermediate.actions as actions
    cross join ops.settings as settings
    group by all
),

acted as (
    select
        stretches.account_id,
        'idle' as neglect,
        unnest([stretches.first_action, stretches.last_action]) as acted_on
    from stretches
    union
    select
        stretches.account_id,
        'unvisited' as neglect,
        unnest([stretches.first_visit, stretches.last_visit]) as acted_on
    from stretches
    where stretches.first_visit is not null
),

arrived as (
    select
        holdings.account_id,
        min(holdings.start_date) as arrived_on
    from intermediate.holdings as holdings
    group by holdings.account_id
),

turns as (
    select
        acted.account_id,
        acted.neglect,
        acted.acted_on as since
    from acted
    union all
    -- up to the first action
    select
        arrived.account_id,
        kinds.neglect,
        arrived.arrived_on as since
    from arrived
    cross join (
        select unnest(['idle', 'unvisited']) as neglect
    ) as kinds
    anti join acted
        on
            arrived.account_id = acted.account_id
            and kinds.neglect = acted.neglect
            and arrived.arrived_on >= acted.acted_on
),

spans as (
    select
        turns.account_id,
        turns.neglect,
        turns.since,
        lead(turns.since, 1, date '9999-12-31') over (
            partition by turns.account_id, turns.neglect
            order by turns.since
        ) as end_date
    from turns
)

select
    spans.account_id,
    spans.neglect,
    (
        spans.since + if(spans.neglect = 'idle', settings.idle_days, settings.visit_days)
    )::date as start_date,
    spans.end_date -- exclusive
from spans
cross join ops.settings as settings
where start_date < spans.end_date
