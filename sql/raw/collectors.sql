-- description: collectors in force as the exports state them; one row per collector and active_from
create table if not exists raw.collectors (
    collector_id varchar,
    collector_name varchar,
    team varchar,
    supervisor varchar,
    active_from date,             -- NULL: the export does not say
    active_to date,
    row_hash uhugeint,
    row_ordinal integer,
    load_id bigint,
    confirmed_by_load_id bigint,  -- newest load that stated the same row again; NULL: none
    source varchar
)
