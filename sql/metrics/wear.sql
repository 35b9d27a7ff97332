-- description: at which attempt a channel has lost half of its effect, over the month to date; one row per channel
-- labels: channel
-- max_series: 20
-- metric worn_at_attempt: First attempt number that reaches the debtor less than half as often as the first one; absent while there is none.
-- metric first_actions: First attempts of the month to date.
-- metric first_reaction_ratio: First attempts that reached the debtor divided by first attempts.
-- metric worn_actions: Actions with the attempt number at which the channel is worn.
-- metric worn_reaction_ratio: Part of the actions with that attempt number that reached the debtor.

select
    wear.channel,
    wear.worn_at_attempt,
    wear.first_actions,
    wear.first_reaction_ratio,
    wear.worn_actions,
    wear.worn_reaction_ratio
from marts.channel_wear as wear
inner join ops.settings as settings
    on wear.month = date_trunc('month', settings.as_of)::date
