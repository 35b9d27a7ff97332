-- description: at which attempt a channel has lost half of its effect; one row per month and channel
-- grain: month, channel
-- materialized: table

with

-- fewer actions prove nothing
proven as (
    select
        attempts.month,
        attempts.channel,
        attempts.attempt_number,
        attempts.actions,
        attempts.reactions
    from marts.channel_attempts as attempts
    where attempts.actions >= 30
),

worn as (
    select
        later.month,
        later.channel,
        min(later.attempt_number) as worn_at_attempt
    from proven as later
    inner join proven as first_ones
        on
            later.month = first_ones.month
            and later.channel = first_ones.channel
    where
        later.attempt_number > 1
        and first_ones.attempt_number = 1
        -- a ratio under half of the first one, in whole numbers
        and 2 * later.reactions * first_ones.actions < first_ones.reactions * later.actions
    group by all
)

select
    attempts.month, -- its first day
    attempts.channel,
    any_value(worn.worn_at_attempt) as worn_at_attempt, -- 2 to 5, NULL: not worn or too few actions
    coalesce(any_value(attempts.actions) filter (where attempts.attempt_number = 1), 0)
        as first_actions,
    any_value(attempts.reaction_ratio) filter (where attempts.attempt_number = 1)
        as first_reaction_ratio, -- NULL: no first attempt in the month
    any_value(attempts.actions) filter (where attempts.attempt_number = worn.worn_at_attempt)
        as worn_actions, -- at that attempt, NULL: not worn
    any_value(attempts.reaction_ratio)
        filter (where attempts.attempt_number = worn.worn_at_attempt)
        as worn_reaction_ratio
from marts.channel_attempts as attempts
left join worn
    on
        attempts.month = worn.month
        and attempts.channel = worn.channel
group by
    attempts.month,
    attempts.channel
