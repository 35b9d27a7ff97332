-- description: rows and cells that were not taken as they stood; one row per bad cell, or per row that could not be read at all
create table if not exists ops.rejected_rows (
    load_id bigint,
    source varchar,
    file varchar,
    line bigint,
    record bigint,                -- [position] place of the row among those of the file, from 1; NULL: it could not be read, or the file is meant
    column_name varchar,
    reason varchar,               -- what is wrong, as a code
    message varchar,              -- NULL: forgotten by `retention` or `recaudo rejects --forget`
    raw varchar,                  -- NULL: it is of several lines, or was forgotten
    is_row_rejected boolean,
    parsed json                   -- of a row its columns, of a cell the key of its row and whose it is; NULL: none could be read
)
