-- description: when a channel reaches the debtor, over actions with a time of day; one row per month, channel, weekday and hour
-- grain: month, channel, weekday, hour
-- materialized: table

select
    date_trunc('month', hours.action_date)::date as month, -- its first day
    hours.channel,
    isodow(hours.action_date) as weekday, -- 1 is Monday, 7 Sunday
    hours.hour, -- 0 to 23, of the business day
    sum(hours.actions)::bigint as actions,
    sum(hours.reactions)::bigint as reactions, -- reached the debtor
    sum(hours.reactions)::double / sum(hours.actions) as reaction_ratio
from intermediate.action_hours as hours
group by all
