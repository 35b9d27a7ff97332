-- description: targets in force as the exports state them; one row per month, collector or team, metric and currency
create table if not exists raw.targets (
    month date,                   -- first day of the month
    collector_id varchar,         -- NULL: a team's target
    team varchar,                 -- NULL: a collector's target
    metric varchar,               -- a column of marts.leaderboard
    value decimal(18, 4),
    currency varchar,
    row_hash uhugeint,
    row_ordinal integer,
    load_id bigint,
    confirmed_by_load_id bigint,  -- newest load that stated the same row again; NULL: none
    source varchar
)
