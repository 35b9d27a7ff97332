-- description: targets in force as the exports state them; one row per month, collector or team, metric and currency
create table if not exists raw.targets (
    month date,
    collector_id varchar,        -- collector that the target is for; NULL: a team's target
    team varchar,                -- team that the target is for; NULL: a collector's target
    metric varchar,
    value decimal(18, 4),
    currency varchar,            -- ISO 4217, as stated; NULL: the default currency
    row_hash uhugeint,           -- NULL: the entity has a key
    row_ordinal integer,         -- NULL: the entity has a key
    load_id bigint,
    confirmed_by_load_id bigint, -- newest load that stated the same row again; NULL: none
    source varchar
)
