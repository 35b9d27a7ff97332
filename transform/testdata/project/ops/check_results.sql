-- description: outcome of every check; one row per run and check
create table if not exists ops.check_results (
    run_id bigint,
    check_name varchar,
    severity varchar,             -- error, warn
    "rows" bigint,                -- offending rows
    sample json                   -- the first few of them
)
