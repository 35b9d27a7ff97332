-- description: the ledger of files; one row per attempt to load the content of one file for one source
create table if not exists ops.loads (
    load_id bigint,
    source varchar,
    entity varchar,
    path varchar,
    size_bytes bigint,
    modified_at timestamp,
    content_hash varchar,
    exported_at timestamp,
    config_hash varchar,
    status varchar, -- loaded, refused or failed
    reason varchar, -- of a refusal: missing_column, too_many_rejects, unreadable, snapshot_shrank, control_totals, schema_changed; NULL: not refused
    rows_read bigint,
    rows_accepted bigint,
    rows_duplicate bigint,
    rows_corrected bigint,
    rows_rejected bigint,
    cells_not_taken bigint, -- [cells] optional cells of loaded rows that were left empty or replaced; they count however long `ops.rejected_rows` keeps them
    started_at timestamp,
    finished_at timestamp,
    error varchar
)
