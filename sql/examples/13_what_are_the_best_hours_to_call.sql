-- question: What are the best hours to call?
-- answer: Share of calls that reached the debtor, by weekday and hour, over all months; hours of
-- answer: under 30 calls are left out, because chance rules them.

select
    ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][hours.weekday] as weekday,
    hours.hour,
    sum(hours.actions) as calls,
    sum(hours.reactions) as reached,
    round(sum(hours.reactions) / sum(hours.actions), 4) as reaction_ratio
from marts.channel_hours as hours
where hours.channel = 'call'
group by hours.weekday, hours.hour
having sum(hours.actions) >= 30
order by reaction_ratio desc, hours.weekday, hours.hour
