-- description: what each model did in each run; one row per run and model
create table if not exists ops.model_runs (
    run_id bigint,
    model varchar,
    materialized varchar,
    window_start date,
    window_end date,
    "rows" bigint, -- [rows] rows written; 0 for a view
    seconds double
)
