-- description: columns of ids that are loaded as pseudonyms; one row per column, none without pseudonyms
create table if not exists ops.pseudonyms (
    canonical_column varchar,
    key_check varchar
)
