-- description: the columns of a source's loaded files changed within the last seven days of loads; recaudo status says what to do; one row per source and changed column
-- severity: warn

select
    changes.source,
    changes.change,
    changes.header,
    changes.became,
    changes.remedy,
    count(distinct loads.path) as files
from ops.schema_changes as changes
inner join ops.loads as loads
    on changes.load_id = loads.load_id
where
    loads.status = 'loaded' -- of a refused file the refusal tells
    and loads.finished_at > (select max(latest.finished_at) from ops.loads as latest) - interval 7 day
group by all
