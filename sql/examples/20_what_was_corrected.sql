-- question: Which rows were corrected, and what stood there before?
-- answer: `old_row` is the version that no longer counts, `old_file` where it came from, `new_file`
-- answer: whose version is in force. `recaudo trace` with entity and key shows both with their
-- answer: lines.

select
    superseded.entity,
    superseded.row_key,
    old_loads.path as old_file,
    new_loads.path as new_file,
    new_loads.finished_at as replaced_at,
    superseded."row" as old_row -- as JSON
from ops.superseded_rows as superseded
inner join ops.loads as old_loads on superseded.load_id = old_loads.load_id
inner join ops.loads as new_loads on superseded.replaced_by_load_id = new_loads.load_id
order by new_loads.finished_at desc, superseded.entity, superseded.row_key
