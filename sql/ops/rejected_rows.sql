-- description: rows and cells that were not taken as they stood; one row per bad cell, or per row that could not be read at all
create table if not exists ops.rejected_rows (
    load_id bigint,
    source varchar,
    file varchar,
    line bigint,                  -- physical line on which the row starts, 1 = first line of the file; NULL where a format has none
    column_name varchar,          -- the file's own header
    reason varchar,               -- code
    message varchar,
    raw varchar,                  -- the row as it stands in the file
    is_row_rejected boolean,      -- false: only an optional cell was nulled
    parsed json                   -- the canonical columns that could be read
)
