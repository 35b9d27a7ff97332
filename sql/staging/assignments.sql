-- description: assignments as stated, with whole business dates; one row per assignment row in force
-- grain: source, account_id, collector_id, start_date, as_of_date, load_id
-- materialized: view
-- column start_date: business date of its start; NULL: the row is of a snapshot
-- column end_date: business date of its end, exclusive; NULL: it lasts, or the row is of a snapshot
-- column as_of_date: NULL: stated as an interval
-- column collector_id: NULL: listed, but held by nobody

select
    -- as `recaudo trace raw.assignments` has it
    concat_ws(
        '|',
        assignments.account_id,
        coalesce(assignments.collector_id, ''),
        coalesce(assignments.assigned_at::varchar, ''),
        coalesce(assignments.as_of_date::varchar, '')
    ) as row_key,
    assignments.account_id,
    assignments.collector_id,
    assignments.portfolio,
    assignments.currency,
    assignments.debtor_id,
    assignments.source,
    assignments.load_id,
    load_order.load_order,
    -- an interval has a start, a snapshot row has an as_of_date
    assignments.as_of_date,
    if(
        assignments.assigned_at_has_time,
        (assignments.assigned_at at time zone 'UTC' at time zone settings.time_zone)::date,
        assignments.assigned_at::date
    ) as start_date,
    if(
        assignments.unassigned_at_has_time,
        (assignments.unassigned_at at time zone 'UTC' at time zone settings.time_zone)::date,
        assignments.unassigned_at::date
    ) as end_date,
    assignments.assigned_amount,
    assignments.days_past_due
from raw.assignments as assignments
cross join ops.settings as settings
left join staging.load_order as load_order
    on assignments.load_id = load_order.load_id
