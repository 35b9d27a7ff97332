-- description: how often the account had been tried on the channel, this action included, in the days up to it; one row per action
-- grain: interaction_id
-- materialized: incremental
-- key: account_id
-- window: action_date
-- lookback: unbounded

-- The lookback is that of fatigue_days, which each config sets for itself.
with

-- accounts and channels of the window; only their actions of the days before are read
acted as (
    select distinct
        actions.account_id,
        actions.channel
    from intermediate.actions as actions
    where
        actions.action_date >= $start
        and actions.action_date < $end
),

nearby as (
    select
        actions.interaction_id,
        actions.account_id,
        actions.channel,
        actions.reaction_level,
        actions.load_order,
        actions.line_order,
        actions.local_at,
        (actions.action_date - settings.fatigue_days + 1)::date as first_date,
        actions.action_date
    from intermediate.actions as actions
    cross join ops.settings as settings
    semi join acted
        on
            actions.account_id = acted.account_id
            and actions.channel = acted.channel
    where
        actions.action_date >= $start - settings.fatigue_days + 1
        and actions.action_date < $end
),

-- five is five or more, so the dates of the four actions before say it all
numbered as (
    select
        nearby.interaction_id,
        nearby.account_id,
        nearby.channel,
        nearby.reaction_level,
        1
        + coalesce(lag(nearby.action_date, 1) over tries >= nearby.first_date, false)::integer
        + coalesce(lag(nearby.action_date, 2) over tries >= nearby.first_date, false)::integer
        + coalesce(lag(nearby.action_date, 3) over tries >= nearby.first_date, false)::integer
        + coalesce(lag(nearby.action_date, 4) over tries >= nearby.first_date, false)::integer
            as attempt_number,
        nearby.action_date
    from nearby
    window tries as (
        partition by
            nearby.account_id,
            nearby.channel
        order by
            nearby.local_at,
            nearby.load_order,
            nearby.line_order,
            nearby.interaction_id
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
where
    numbered.action_date >= $start
    and numbered.action_date < $end
