-- description: how fresh and how clean each source is; one row per source
-- labels: source
-- max_series: 200
-- metric last_load_timestamp_seconds: When a file of the source was last loaded.
-- metric last_export_timestamp_seconds: When the newest loaded file of the source was exported.
-- metric loaded_files: Files of the source that were loaded.
-- metric refused_files: Files of the source whose latest attempt was refused.
-- metric failed_files: Files of the source whose latest attempt failed.
-- metric read_rows: Rows read from loaded files.
-- metric accepted_rows: Rows of loaded files that were taken.
-- metric duplicate_rows: Rows of loaded files that were already there.
-- metric corrected_rows: Rows of loaded files that replaced an earlier version.
-- metric rejected_rows: Rows of loaded files that were put into quarantine.

with latest as (
    select
        source,
        path,
        arg_max(status, load_id) as status
    from ops.loads
    group by source, path
),

files as (
    select
        source,
        count(*) filter (where status = 'refused') as refused_files,
        count(*) filter (where status = 'failed') as failed_files
    from latest
    group by source
),

loads as (
    select
        source,
        epoch(max(finished_at)) as last_load_timestamp_seconds,
        epoch(max(exported_at)) as last_export_timestamp_seconds,
        count(*) as loaded_files,
        sum(rows_read) as read_rows,
        sum(rows_accepted) as accepted_rows,
        sum(rows_duplicate) as duplicate_rows,
        sum(rows_corrected) as corrected_rows,
        sum(rows_rejected) as rejected_rows
    from ops.loads
    where status = 'loaded'
    group by source
)

select
    files.source,
    loads.last_load_timestamp_seconds,
    loads.last_export_timestamp_seconds,
    coalesce(loads.loaded_files, 0) as loaded_files,
    files.refused_files,
    files.failed_files,
    loads.read_rows,
    loads.accepted_rows,
    loads.duplicate_rows,
    loads.corrected_rows,
    loads.rejected_rows
from files
left join loads on files.source = loads.source
