-- description: every version of a collector that exports have shown, from the day it holds; one row per collector and version
-- grain: collector_id, active_from, load_id
-- materialized: view

-- An export without active_from overwrites its collector's row, so the earlier teams lie among the
-- superseded rows; each holds from the day of the load that showed it.
with

stated as (
    select
        collectors.collector_id,
        collectors.collector_name,
        collectors.team,
        collectors.supervisor,
        collectors.active_from,
        collectors.active_to,
        collectors.load_id,
        collectors.restated_by_load_ids
    from raw.collectors as collectors
    union all
    select
        superseded."row" ->> 'collector_id' as collector_id,
        superseded."row" ->> 'collector_name' as collector_name,
        superseded."row" ->> 'team' as team,
        superseded."row" ->> 'supervisor' as supervisor,
        null::date as active_from,
        try_cast(superseded."row" ->> 'active_to' as date) as active_to,
        superseded.load_id,
        try_cast(superseded."row" ->> 'restated_by_load_ids' as bigint[]) as restated_by_load_ids
    from ops.superseded_rows as superseded
    where
        superseded.entity = 'collectors'
        and (superseded."row" ->> 'active_from') is null
        -- a line that another line of its own file overtook held on no day
        and superseded.load_id <> superseded.replaced_by_load_id
),

versions as (
    select
        stated.* exclude (restated_by_load_ids),
        false as is_again
    from stated
    union all
    -- back to a team of before: between two loads that state a row, another version may lie
    select
        stated.* exclude (restated_by_load_ids)
            replace (unnest(stated.restated_by_load_ids) as load_id),
        true as is_again
    from stated
    where stated.collector_id in (
        select several.collector_id
        from stated as several
        group by several.collector_id
        having count(*) > 1
    )
),

dated as (
    select
        versions.*,
        load_order.load_order,
        coalesce(versions.active_from, load_order.exported_on) as holds_from
    from versions
    left join staging.load_order as load_order
        on versions.load_id = load_order.load_id
)

select
    dated.collector_id,
    dated.collector_name,
    dated.team,
    dated.supervisor,
    dated.load_id,
    dated.load_order,
    dated.holds_from as active_from,
    dated.active_to
from dated
qualify
    not dated.is_again
    or (dated.collector_name, dated.team, dated.supervisor, dated.active_to)
    is distinct from lag((dated.collector_name, dated.team, dated.supervisor, dated.active_to)) over (
        partition by dated.collector_id
        order by dated.holds_from, dated.load_order, dated.is_again
    )
