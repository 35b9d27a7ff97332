-- description: every run of the nightly job and of its stages; one row per run
create table if not exists ops.runs (
    run_id bigint,
    command varchar,
    as_of date,
    started_at timestamp,
    finished_at timestamp,
    status varchar, -- running, succeeded, failed or interrupted
    error varchar,
    ingest_seconds double,
    transform_seconds double,
    check_seconds double,
    publish_seconds double
)
