-- description: collectors in force as the exports state them; one row per collector and active_from
create table if not exists raw.collectors (
    collector_id varchar,
    collector_name varchar,      -- name of the collector, as stated; NULL: not stated
    team varchar,                -- team of the collector, as stated; NULL: not stated
    supervisor varchar,
    active_from date,
    active_to date,
    row_hash uhugeint,           -- NULL: the entity has a key
    row_ordinal integer,         -- NULL: the entity has a key
    load_id bigint,
    confirmed_by_load_id bigint, -- newest load that stated the same row again; NULL: none
    restated_by_load_ids bigint[], -- every load that stated the same row again; NULL: none, or active_from says from when it holds
    source varchar
)
