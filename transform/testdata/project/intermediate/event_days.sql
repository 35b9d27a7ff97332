-- description: sums of a day; one row per account and date
-- grain: account_id, event_date
-- materialized: incremental
-- window: event_date
-- lookback: 0d

with

events as (
    select * from staging.events
)

select
    account_id,
    event_date,
    sum(amount) as amount
from events
where event_date >= $start and event_date < $end
group by all
