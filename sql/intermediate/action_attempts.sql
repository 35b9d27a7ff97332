-- description: how often the account had been tried on the channel, this action included, in the days up to it; one row per action
-- grain: interaction_id
-- materialized: incremental
-- key: account_id
-- window: action_date
-- lookback: unbounded

-- The lookback is that of fatigue_days, which each config sets for itself.
with

-- accounts and channels of the window; no others need to know what came before
acted as (
    select distinct
        actions.account_id,
        actions.channel
    from intermediate.actions as actions
    where
        actions.action_date >= $start
        and actions.action_date < $end
),

-- five is five or more, so the dates of the last four actions before the window say it all
recent as (
    select
        actions.account_id,
        actions.channel,
        max(actions.action_date, 4) as action_dates
    from intermediate.actions as actions
    cross join ops.settings as settings
    where
        actions.action_date >= $start - settings.fatigue_days + 1
        and actions.action_date < $start
    group by
        actions.account_id,
        actions.channel
),

earlier as (
    select
        recent.account_id,
        recent.channel,
        unnest(recent.action_dates) as action_date
    from recent
    semi join acted
        on
            recent.account_id = acted.account_id
            and recent.channel = acted.channel
),

tried as (
    select
        actions.interaction_id,
        actions.account_id,
        actions.channel,
        actions.reaction_level,
        actions.load_order,
        actions.line_order,
        actions.local_at,
        actions.action_date
    from intermediate.actions as actions
    where
        actions.action_date >= $start
        and actions.action_date < $end
    union all by name
    select
        earlier.account_id,
        earlier.channel,
        earlier.action_date::timestamp as local_at,
        earlier.action_date
    from earlier
),

numbered as (
    select
        tried.interaction_id,
        tried.account_id,
        tried.channel,
        tried.reaction_level,
        (tried.action_date - settings.fatigue_days + 1)::date as first_date,
        1
        + coalesce(lag(tried.action_date, 1) over tries >= first_date, false)::integer
        + coalesce(lag(tried.action_date, 2) over tries >= first_date, false)::integer
        + coalesce(lag(tried.action_date, 3) over tries >= first_date, false)::integer
        + coalesce(lag(tried.action_date, 4) over tries >= first_date, false)::integer
            as attempt_number,
        tried.action_date
    from tried
    cross join ops.settings as settings
    window tries as (
        partition by
            tried.account_id,
            tried.channel
        order by
            tried.local_at,
            tried.load_order,
            tried.line_order,
            tried.interaction_id
    )
)

select
    numbered.interaction_id,
    numbered.account_id,
    numbered.channel,
    numbered.reaction_level,
    numbered.attempt_number::bigint as attempt_number, -- 5: five or more
    numbered.action_date
from numbered
where numbered.action_date >= $start
