-- description: the run behind the snapshot; one row
-- shared: it tells of the run, not of a team
-- max_series: 1
-- metric run_started_timestamp_seconds: When the run behind the served snapshot began.
-- formula run_started_timestamp_seconds: latest `ops.runs.started_at`
-- metric last_load_timestamp_seconds: When a file was last loaded.
-- formula last_load_timestamp_seconds: latest `ops.loads.finished_at` of a loaded file; NULL: nothing was ever loaded
-- metric superseded_rows: Rows replaced by a newer version or older than what is in force.
-- formula superseded_rows: [rows] rows of `ops.superseded_rows`

select
    (select epoch(max(started_at)) from ops.runs) as run_started_timestamp_seconds,
    (
        select epoch(max(finished_at)) from ops.loads where status = 'loaded'
    ) as last_load_timestamp_seconds,
    (select count(*) from ops.superseded_rows) as superseded_rows
