-- question: What was rejected last night, and why?
-- answer: Counted by file, column and reason, with one example; the whole rows are in
-- answer: `ops.rejected_rows`. After mending the mapping, `recaudo run --retry-rejected` reads
-- answer: the files again.

with last_night as (
    -- the latest run that loaded anything
    select max(runs.started_at) as started_at
    from ops.runs as runs
    inner join ops.loads as loads
        on loads.started_at between runs.started_at and coalesce(runs.finished_at, loads.started_at)
)

select
    rejected.source,
    rejected.file,
    rejected.column_name,
    rejected.reason,
    count(*) filter (where rejected.is_row_rejected) as rejected_rows,
    count(*) filter (where not rejected.is_row_rejected) as emptied_cells,
    min(rejected.line) as first_line,
    arg_min(rejected.message, rejected.line) as first_message
from ops.rejected_rows as rejected
inner join ops.loads as loads on rejected.load_id = loads.load_id
inner join last_night on loads.started_at >= last_night.started_at
group by all
order by rejected_rows desc, emptied_cells desc, rejected.file, rejected.column_name
