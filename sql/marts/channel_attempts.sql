-- description: how a channel wears off: reactions by how often the account had been tried on it in the days before; one row per month, channel and attempt number
-- grain: month, channel, attempt_number
-- materialized: table
-- column month: first day of the month of the actions

select
    date_trunc('month', days.action_date)::date as month, -- its first day
    days.channel,
    days.attempt_number, -- 5: five or more
    sum(days.actions)::bigint as actions,
    sum(days.reactions)::bigint as reactions, -- reached the debtor
    sum(days.reactions)::double / sum(days.actions) as reaction_ratio
from intermediate.attempt_days as days
group by all
