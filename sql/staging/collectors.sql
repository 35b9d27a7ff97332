-- description: every version of a collector that exports have shown, from the day it holds; one row per collector and version
-- grain: collector_id, active_from, load_id
-- materialized: view

-- An export without active_from overwrites its collector's row, so the earlier teams lie among the
-- superseded rows; they hold from the day of the load that first showed them.
with

versions as (
    select
        collectors.collector_id,
        collectors.collector_name,
        collectors.team,
        collectors.supervisor,
        collectors.active_from,
        collectors.active_to,
        collectors.load_id
    from raw.collectors as collectors
    union all
    select
        superseded."row" ->> 'collector_id' as collector_id,
        superseded."row" ->> 'collector_name' as collector_name,
        superseded."row" ->> 'team' as team,
        superseded."row" ->> 'supervisor' as supervisor,
        null::date as active_from,
        try_cast(superseded."row" ->> 'active_to' as date) as active_to,
        superseded.load_id
    from ops.superseded_rows as superseded
    where
        superseded.entity = 'collectors'
        and (superseded."row" ->> 'active_from') is null
        -- a line that another line of its own file overtook held on no day
        and superseded.load_id <> superseded.replaced_by_load_id
    union all
    -- back to a team of before: between the load that brought the row and the one that stated it
    -- again, another version may lie
    select
        collectors.collector_id,
        collectors.collector_name,
        collectors.team,
        collectors.supervisor,
        collectors.active_from,
        collectors.active_to,
        collectors.confirmed_by_load_id as load_id
    from raw.collectors as collectors
    where
        collectors.active_from is null
        and collectors.confirmed_by_load_id is not null
        and collectors.collector_id in (
            select superseded."row" ->> 'collector_id'
            from ops.superseded_rows as superseded
            where superseded.entity = 'collectors'
        )
)

select
    versions.collector_id,
    versions.collector_name,
    versions.team,
    versions.supervisor,
    versions.load_id,
    load_order.load_order,
    coalesce(versions.active_from, load_order.exported_on) as active_from,
    versions.active_to
from versions
left join staging.load_order as load_order
    on versions.load_id = load_order.load_id
