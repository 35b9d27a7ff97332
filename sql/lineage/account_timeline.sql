-- key: account_id, event_number
-- part event: the row that states the event

select
    'event' as part,
    replace(events.relation, 'raw.', '') as entity,
    events.row_key,
    events.account_id,
    events.event_date as row_date,
    events.amount
from marts.account_timeline as events
where
    events.account_id = $account_id
    and events.event_number = $event_number::bigint
    and events.relation like 'raw.%'
