-- description: where the time of the latest run went; one row per stage
-- labels: stage
-- shared: it tells of the run, not of a team
-- max_series: 10
-- metric duration_seconds: Time the stage took in the run behind the snapshot.
-- formula duration_seconds: the stage's column of the latest run in `ops.runs`; NULL: the stage did not run

with latest as (
    select
        arg_max_null(ingest_seconds, run_id) as ingest_seconds,
        arg_max_null(transform_seconds, run_id) as transform_seconds,
        arg_max_null(check_seconds, run_id) as check_seconds
    from ops.runs
    having count(*) > 0
)

select
    unnest(['ingest', 'transform', 'check']) as stage,
    unnest([ingest_seconds, transform_seconds, check_seconds]) as duration_seconds
from latest
