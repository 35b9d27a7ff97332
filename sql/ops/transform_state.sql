-- description: up to where the marts are computed; one row, none before the first run
create table if not exists ops.transform_state (
    run_id bigint, -- [id] run that computed the marts
    last_load_id bigint,
    as_of date,    -- board's date of the marts
    settings_hash varchar,
    models_hash varchar
)
