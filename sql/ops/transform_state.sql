-- description: up to where the marts are computed; one row, none before the first run
create table if not exists ops.transform_state (
    run_id bigint,                -- the run that computed them
    last_load_id bigint,
    as_of date,
    settings_hash varchar,
    models_hash varchar
)
