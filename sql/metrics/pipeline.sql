-- description: the run behind the snapshot; one row
-- max_series: 1
-- metric run_started_timestamp_seconds: When the run behind the served snapshot began.
-- metric last_load_timestamp_seconds: When a file was last loaded.
-- metric superseded_rows: Rows replaced by a newer version or older than what is in force.

select
    (select epoch(max(started_at)) from ops.runs) as run_started_timestamp_seconds,
    (
        select epoch(max(finished_at)) from ops.loads where status = 'loaded'
    ) as last_load_timestamp_seconds,
    (select count(*) from ops.superseded_rows) as superseded_rows
