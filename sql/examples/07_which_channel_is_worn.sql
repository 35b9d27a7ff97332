-- question: Which channel is worn, and from which attempt on?
-- answer: From `worn_at_attempt` on an attempt reaches less than half as many debtors as the first
-- answer: one did. Change the channel before that; a channel without a number is not worn.

select
    wear.month,
    wear.channel,
    wear.worn_at_attempt,
    attempts.attempt_number,
    attempts.actions,
    attempts.reactions,
    round(attempts.reaction_ratio, 4) as reaction_ratio
from marts.channel_wear as wear
inner join ops.settings as settings on wear.month = date_trunc('month', settings.as_of)
inner join marts.channel_attempts as attempts
    on
        wear.month = attempts.month
        and wear.channel = attempts.channel
order by
    wear.worn_at_attempt nulls last,
    wear.channel,
    attempts.attempt_number
