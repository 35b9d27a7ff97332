-- description: sums of a date and the two before it; one row per account and date with a sum
-- grain: account_id, as_of
-- materialized: incremental
-- window: as_of
-- lookback: 2d

select
    days.range::date as as_of,
    events.account_id,
    sum(events.amount) as amount
from range($start, $end, interval 1 day) as days
inner join intermediate.event_days as events
    on events.event_date <= days.range and events.event_date > days.range - interval 3 day
group by all
