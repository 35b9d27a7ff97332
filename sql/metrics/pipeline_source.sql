-- description: how fresh and how clean each source is; one row per source
-- labels: source
-- max_series: 200
-- metric last_load_timestamp_seconds: When a file of the source was last loaded.
-- formula last_load_timestamp_seconds: latest `finished_at` of a loaded file; NULL: no file is loaded
-- metric last_export_timestamp_seconds: When the newest loaded file of the source was exported.
-- formula last_export_timestamp_seconds: latest `exported_at` of a loaded file; NULL: no file is loaded
-- metric usual_pause_seconds: Time that nine of ten pauses between loads of the source did not exceed, over the 180 days before its last load.
-- formula usual_pause_seconds: [seconds] ninth decile of the times between loads more than 6 hours apart, of the 180 days before the last one; NULL: fewer than 5 such pauses
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
),

gaps as (
    select
        source,
        finished_at,
        max(finished_at) over (partition by source) as last_finished_at,
        epoch(finished_at)
            - epoch(lag(finished_at) over (partition by source order by finished_at)) as gap_seconds
    from ops.loads
    where status = 'loaded'
),

pauses as (
    select
        source,
        quantile_disc(gap_seconds, 0.9) as usual_pause_seconds
    from gaps
    where
        gap_seconds > 6 * 3600 -- less lies between the files of one run
        and finished_at > last_finished_at - interval 180 days
    group by source
    having count(*) >= 5
)

select
    files.source,
    loads.last_load_timestamp_seconds,
    loads.last_export_timestamp_seconds,
    pauses.usual_pause_seconds,
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
left join pauses on files.source = pauses.source
