-- description: names under which a source's contents have been seen, so that an unchanged file is not hashed again; one row per source and path
create table if not exists ops.files (
    source varchar,
    path varchar,
    size_bytes bigint,
    modified_at timestamp,
    content_hash varchar,
    load_id bigint, -- [id] load that took effect for this content; NULL: none yet
    seen_at timestamp
)
