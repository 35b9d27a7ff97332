-- description: promises from the promises export with business dates; one row per promise
-- grain: promise_id
-- materialized: view
-- column promise_id: the export's id, else one made from the row's content

select
    coalesce(
        promises.promise_id,
        lpad(lower(to_hex(promises.row_hash)), 32, '0') || '-' || promises.row_ordinal
    ) as promise_id,
    promises.account_id,
    promises.collector_id,
    promises.currency,
    promises.source,
    promises.load_id,
    load_order.load_order,
    promises.line_order,
    promises.amount,
    promises.due_date,
    promises.promised_at_has_time as has_time,
    if(
        promises.promised_at_has_time,
        promises.promised_at at time zone 'UTC' at time zone settings.time_zone,
        promises.promised_at
    ) as local_at,
    local_at::date as promised_on
from raw.promises as promises
cross join ops.settings as settings
left join staging.load_order as load_order
    on promises.load_id = load_order.load_id
