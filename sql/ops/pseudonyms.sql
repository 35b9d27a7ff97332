-- description: columns of ids that are loaded as pseudonyms; one row per column, none without pseudonyms
create table if not exists ops.pseudonyms (
    column_name varchar, -- canonical column
    key_check varchar    -- tells one key from another, and not what it is
)
