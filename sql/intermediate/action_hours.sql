-- description: actions with a time of day by date, hour and channel, and how many reached the debtor; one row per date, hour and channel
-- grain: action_date, hour, channel
-- materialized: incremental
-- window: action_date
-- lookback: 0d

select
    actions.action_date,
    hour(actions.local_at) as hour, -- 0 to 23, of the business day
    actions.channel,
    count(*) as actions,
    count(*) filter (where actions.reaction_level >= 4) as reactions
from intermediate.actions as actions
where
    actions.has_time
    and actions.action_date >= $start
    and actions.action_date < $end
group by all
