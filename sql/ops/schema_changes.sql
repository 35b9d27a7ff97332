-- description: in what the columns of files were not those of their sources, loaded or refused; one row per load and changed column
create table if not exists ops.schema_changes (
    load_id bigint,          -- [id] load in `ops.loads` that had the change
    source varchar,
    change varchar,          -- `new`, `missing`, `renamed` or `retyped`
    header varchar,          -- header in the file; of a missing or renamed column, the one it had
    canonical_column varchar, -- canonical column that it feeds, or fed; NULL: none
    was varchar,             -- what the values of a retyped column were; NULL: not retyped
    became varchar,          -- what they are, or the new header of a renamed column; NULL: neither
    remedy varchar           -- what to do
)
