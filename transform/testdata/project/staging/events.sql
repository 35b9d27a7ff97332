-- description: events with an amount; one row per event
-- materialized: view
-- lookback: 0d

select
    account_id,
    event_date,
    amount
from raw.events
where amount is not null
