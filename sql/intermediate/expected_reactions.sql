-- description: how often an action on a channel of the agenda reaches the debtor, by attempt; one row per channel and attempt number
-- grain: channel, attempt_number
-- materialized: table
-- column actions: [actions] actions that the expected reaction is taken from
-- column worn_month: the latest month in which the channel wore off; NULL: it never did
-- column reactions: [actions] those of them that reached the debtor

with

recent as (
    select
        days.channel,
        days.attempt_number,
        sum(days.actions)::bigint as actions,
        sum(days.reactions)::bigint as reactions
    from intermediate.attempt_days as days
    cross join ops.settings as settings
    where days.action_date > settings.as_of - settings.fatigue_days
    group by all
),

channels as (
    select
        recent.channel,
        sum(recent.actions)::bigint as actions,
        sum(recent.reactions)::bigint as reactions
    from recent
    group by recent.channel
),

worn as (
    select
        wear.channel,
        arg_max(wear.worn_at_attempt, wear.month) as worn_at_attempt,
        max(wear.month) as worn_month
    from marts.channel_wear as wear
    where wear.worn_at_attempt is not null
    group by wear.channel
),

attempts as (
    select
        listed.channel,
        listed.preference,
        unnest([1, 2, 3, 4, 5])::bigint as attempt_number
    from ops.agenda_channels as listed
),

chosen as (
    select
        attempts.channel,
        attempts.preference,
        attempts.attempt_number,
        coalesce(recent.actions >= 30, false) as is_of_attempt,
        coalesce(if(is_of_attempt, recent.actions, channels.actions), 0) as actions,
        coalesce(if(is_of_attempt, recent.reactions, channels.reactions), 0) as reactions,
        coalesce(attempts.attempt_number >= worn.worn_at_attempt, false) as is_worn,
        worn.worn_at_attempt,
        worn.worn_month
    from attempts
    left join recent
        on
            attempts.channel = recent.channel
            and attempts.attempt_number = recent.attempt_number
    left join channels
        on attempts.channel = channels.channel
    left join worn
        on attempts.channel = worn.channel
)

select
    chosen.channel,
    chosen.preference, -- 1 is preferred
    chosen.attempt_number, -- 5: five or more
    chosen.is_of_attempt, -- false: too few of that attempt, all of the channel are counted
    chosen.actions,
    chosen.reactions,
    coalesce(chosen.reactions::double / nullif(chosen.actions, 0), 0) as expected_reaction_ratio,
    chosen.is_worn,
    chosen.worn_at_attempt, -- of the latest month that has one, NULL: never worn
    chosen.worn_month -- that month, NULL: never worn
from chosen
