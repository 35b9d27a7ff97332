-- description: how a channel wears off with each attempt on an account, over the month to date; one row per channel and attempt number
-- labels: channel, attempt
-- max_series: 100
-- metric actions: Outbound interactions of the month to date by how often the account had been tried on the channel; 5+ is five or more.
-- metric reactions: Actions with this attempt number that reached the debtor.
-- metric reaction_ratio: Reactions divided by actions with this attempt number.

select
    attempts.channel,
    if(attempts.attempt_number = 5, '5+', attempts.attempt_number::varchar) as attempt,
    attempts.actions,
    attempts.reactions,
    attempts.reaction_ratio
from marts.channel_attempts as attempts
inner join ops.settings as settings
    on attempts.month = date_trunc('month', settings.as_of)::date
