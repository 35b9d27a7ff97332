-- description: up to where the marts are computed; one row, none before the first run
create table if not exists ops.transform_state (
    last_load_id bigint,
    as_of date,
    first_date date,
    settings_hash varchar,
    models_hash varchar
)
