-- description: a row of one source was replaced by a row of another source with the same key, which may be two systems that number alike; one row per pair of sources
-- severity: warn

select
    superseded.entity,
    old_loads.source as replaced_source,
    new_loads.source as replaced_by_source,
    count(*) as replaced_rows
from ops.superseded_rows as superseded
inner join ops.loads as old_loads
    on superseded.load_id = old_loads.load_id
inner join ops.loads as new_loads
    on superseded.replaced_by_load_id = new_loads.load_id
where old_loads.source <> new_loads.source
group by all
