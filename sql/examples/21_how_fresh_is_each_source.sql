-- question: How fresh is each source?
-- answer: A source whose `days_behind` grows has stopped sending; below zero it was exported after
-- answer: the board's date. Refused files say why in `last_error`.

select
    loads.source,
    count(*) filter (where loads.status = 'loaded') as loaded_files,
    count(*) filter (where loads.status <> 'loaded') as refused_or_failed_files,
    max(loads.finished_at) filter (where loads.status = 'loaded') as last_loaded_at,
    max(loads.exported_at) filter (where loads.status = 'loaded') as last_exported_at,
    any_value(settings.as_of)
    - (max(loads.exported_at) filter (where loads.status = 'loaded'))::date as days_behind,
    sum(loads.rows_rejected) as rejected_rows,
    arg_max(loads.error, loads.load_id) filter (where loads.error is not null) as last_error
from ops.loads as loads
cross join ops.settings as settings
group by loads.source
order by days_behind desc nulls first, loads.source
