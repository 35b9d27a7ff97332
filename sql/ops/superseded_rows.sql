-- description: rows that a newer version replaced, or that arrived older than what is in force; one row per replaced row
create table if not exists ops.superseded_rows (
    load_id bigint, -- [id] load that the replaced row came with
    entity varchar,
    row_key varchar,
    replaced_by_load_id bigint,
    "row" json
)
