-- description: the ledger of files; one row per attempt to load the content of one file for one source
create table if not exists ops.loads (
    load_id bigint,
    source varchar,
    entity varchar,
    path varchar,                 -- relative to the root
    size_bytes bigint,
    modified_at timestamp,        -- UTC, of the file
    content_hash varchar,         -- SHA-256 of the file's bytes, hexadecimal
    exported_at timestamp,        -- version of its rows: from its name, else the modification time
    config_hash varchar,          -- of the settings at the time: a refused file is tried again when they change
    status varchar,               -- loaded, refused, failed
    reason varchar,               -- of a refusal: missing_column, too_many_rejects, unreadable, snapshot_shrank
    rows_read bigint,
    rows_accepted bigint,
    rows_duplicate bigint,
    rows_corrected bigint,
    rows_rejected bigint,
    started_at timestamp,
    finished_at timestamp,
    error varchar
)
