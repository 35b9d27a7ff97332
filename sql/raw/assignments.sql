-- description: assignments in force as the exports state them, intervals and snapshots alike; one row per account, collector and start
create table if not exists raw.assignments (
    account_id varchar,
    collector_id varchar,         -- NULL: listed, but held by nobody
    assigned_at timestamp,        -- UTC; start of an interval, NULL in a snapshot row
    assigned_at_has_time boolean, -- false: assigned_at is a plain date, stored as its midnight
    as_of_date date,              -- date of the snapshot, NULL in an interval row
    unassigned_at timestamp,      -- UTC; end of an interval, exclusive; NULL while it lasts
    unassigned_at_has_time boolean,
    assigned_amount decimal(18, 4),
    currency varchar,             -- ISO 4217, NULL: resolved in intermediate
    portfolio varchar,
    debtor_id varchar,
    days_past_due integer,
    row_hash uhugeint,            -- NULL: keyed entity
    row_ordinal integer,
    load_id bigint,
    confirmed_by_load_id bigint,  -- newest load that stated the same row again; NULL: none
    source varchar
)
