-- description: columns that the loaded files of a source had, to which the next ones are compared; one row per source and header
create table if not exists ops.source_columns (
    source varchar,
    header varchar,           -- header in the file, long numbers in it as `#`
    canonical_column varchar, -- canonical column that it feeds, or fed; NULL: none
    value_kinds varchar,      -- what its values were; NULL: not known, as nothing is read from it
    may_be_missing boolean,   -- whether a later file without it was loaded
    load_id bigint            -- [id] load in `ops.loads` that last changed the row
)
