-- description: assignments in force as the exports state them, intervals and snapshots alike; one row per account, collector and start, and per source if it is of a snapshot
-- codecs: those that DuckDB arrives at after trying all of them, which takes it a fifth of a load
create table if not exists raw.assignments (
    account_id varchar using compression fsst,
    collector_id varchar using compression dictionary, -- NULL: listed, but held by nobody
    assigned_at timestamp,
    assigned_at_has_time boolean,
    as_of_date date,
    unassigned_at timestamp,
    unassigned_at_has_time boolean,
    assigned_amount decimal(18, 4),                    -- [money] balance of the account, as stated; NULL: not stated
    currency varchar using compression dictionary,     -- ISO 4217, as stated; NULL: not stated
    portfolio varchar,                                 -- whose debts they are, or which placement, as stated; NULL: not stated
    debtor_id varchar using compression fsst,          -- NULL: not stated
    days_past_due integer,                             -- [days past due] how late it is, as stated; NULL: not stated
    row_hash uhugeint,                                 -- NULL: the entity has a key
    row_ordinal integer,                               -- NULL: the entity has a key
    load_id bigint,
    confirmed_by_load_id bigint,                       -- newest load that stated the same row again; NULL: none
    source varchar using compression dictionary
)
