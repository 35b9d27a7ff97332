-- description: rows and cells that were not taken as they stood; one row per bad cell, or per row that could not be read at all
create table if not exists ops.rejected_rows (
    load_id bigint,
    source varchar,
    file varchar,
    line bigint,
    column_name varchar,
    reason varchar,               -- what is wrong, as a code
    message varchar,              -- NULL: forgotten by `retention` or `recaudo rejects --forget`
    raw varchar,                  -- NULL: it is of several lines, or was forgotten
    is_row_rejected boolean,
    parsed json                   -- NULL: none could be read
)
