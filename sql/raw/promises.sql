-- description: promises in force as the exports state them; one row per promise
create table if not exists raw.promises (
    promise_id varchar,          -- the export's id; NULL: identified by row_hash and row_ordinal
    account_id varchar,
    collector_id varchar,        -- NULL: not stated
    promised_at timestamp,       -- UTC
    promised_at_has_time boolean,
    due_date date,
    amount decimal(18, 4),       -- [money] amount promised
    currency varchar,            -- ISO 4217, as stated; NULL: not stated
    row_hash uhugeint,
    row_ordinal integer,
    line_order bigint,
    load_id bigint,
    confirmed_by_load_id bigint, -- newest load that stated the same row again; NULL: none
    source varchar
)
