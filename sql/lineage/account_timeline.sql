-- key: account_id, event_number
-- part event: the row that states the event; of a promise that was judged, the promise

select
    'event' as part,
    if(
        events.relation = 'marts.promises',
        settings.promises_source,
        replace(events.relation, 'raw.', '')
    ) as entity,
    events.row_key,
    events.account_id,
    events.event_date as row_date,
    events.amount
from marts.account_timeline as events
cross join ops.settings as settings
where
    events.account_id = $account_id
    and events.event_number = $event_number::bigint
