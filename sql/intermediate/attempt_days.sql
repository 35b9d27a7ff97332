-- description: actions of a date by channel and attempt number, and how many reached the debtor; one row per date, channel and attempt number
-- grain: action_date, channel, attempt_number
-- materialized: incremental
-- window: action_date
-- lookback: 0d

select
    attempts.action_date,
    attempts.channel,
    attempts.attempt_number, -- 5: five or more
    count(*) as actions,
    count(*) filter (where attempts.reaction_level >= 4) as reactions
from intermediate.action_attempts as attempts
where
    attempts.action_date >= $start
    and attempts.action_date < $end
group by all
