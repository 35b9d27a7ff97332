-- description: how fresh and how clean each source is; one row per source
-- labels: source
-- max_series: 200
-- metric last_load_timestamp_seconds: When a file of the source was last loaded.
-- formula last_load_timestamp_seconds: latest `finished_at` of a loaded file; NULL: no file is loaded
-- metric last_export_timestamp_seconds: When the newest loaded file of the source was exported.
-- formula last_export_timestamp_seconds: latest `exported_at` of a loaded file; NULL: no file is loaded
-- metric loaded_files: Files of the source that were loaded.
-- formula loaded_files: [files] loads with status `loaded`
-- metric refused_files: Files of the source whose latest attempt was refused.
-- formula refused_files: [files] files whose latest load has status `refused`
-- metric failed_files: Files of the source whose latest attempt failed.
-- formula failed_files: [files] files whose latest load has status `failed`
-- metric read_rows: Rows read from loaded files.
-- formula read_rows: [rows] Σ `rows_read` of loaded files; NULL: no file is loaded
-- metric accepted_rows: Rows of loaded files that were taken.
-- formula accepted_rows: [rows] Σ `rows_accepted` of loaded files; NULL: no file is loaded
-- metric duplicate_rows: Rows of loaded files that were already there.
-- formula duplicate_rows: [rows] Σ `rows_duplicate` of loaded files; NULL: no file is loaded
-- metric corrected_rows: Rows of loaded files that replaced an earlier version.
-- formula corrected_rows: [rows] Σ `rows_corrected` of loaded files; NULL: no file is loaded
-- metric rejected_rows: Rows of loaded files that were put into quarantine.
-- formula rejected_rows: [rows] Σ `rows_rejected` of loaded files; NULL: no file is loaded

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
