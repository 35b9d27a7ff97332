-- description: when each channel reaches the debtor, over the month to date; weekday 1 is Monday, hours are 00 to 23 of the business; one row per channel, weekday and hour
-- labels: channel, weekday, hour
-- max_series: 2000
-- metric actions: Outbound interactions of the month to date with a time of day, by weekday and hour.
-- metric reactions: Actions of this weekday and hour that reached the debtor.
-- metric reaction_ratio: Reactions divided by actions of this weekday and hour.

select
    hours.channel,
    hours.weekday,
    lpad(hours.hour::varchar, 2, '0') as hour,
    hours.actions,
    hours.reactions,
    hours.reaction_ratio
from marts.channel_hours as hours
inner join ops.settings as settings
    on hours.month = date_trunc('month', settings.as_of)::date
