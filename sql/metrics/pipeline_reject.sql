-- description: what the quarantine holds; one row per source and reason
-- labels: source, reason
-- max_series: 2000
-- metric rejected_rows: Rows that were put into quarantine for this reason.
-- formula rejected_rows: [rows] rows left out, each counted once however many of its cells are bad
-- metric nulled_cells: Optional cells that could not be read and were left empty for this reason.
-- formula nulled_cells: [cells] optional cells that were emptied

select
    source,
    coalesce(reason, '(none)') as reason,
    count(distinct (load_id, line, raw)) filter (where is_row_rejected) as rejected_rows,
    count(*) filter (where not is_row_rejected) as nulled_cells
from ops.rejected_rows
group by 1, 2
