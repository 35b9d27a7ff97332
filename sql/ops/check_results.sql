-- description: outcome of every check; one row per run and check
create table if not exists ops.check_results (
    run_id bigint,
    check_name varchar,
    severity varchar,
    "rows" bigint, -- [rows] offending rows
    sample json
)
