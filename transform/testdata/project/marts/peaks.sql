-- description: the higher of a date's trailing sum and that of the date before; one row per account and date
-- grain: account_id, as_of
-- materialized: incremental
-- window: as_of
-- lookback: 1d

select
    days.range::date as as_of,
    sums.account_id,
    max(sums.amount) as amount
from range($start, $end, interval 1 day) as days
inner join intermediate.trailing_days as sums
    on sums.as_of between days.range - interval 1 day and days.range
group by all
