-- description: what each model did in each run; one row per run and model
create table if not exists ops.model_runs (
    run_id bigint,
    model varchar,
    materialized varchar,
    window_start date,            -- NULL: not incremental
    window_end date,              -- exclusive
    "rows" bigint,                -- rows written; 0 for a view
    seconds double
)
