-- description: accounts in force as the exports state them; one row per account
create table if not exists raw.accounts (
    account_id varchar,
    debtor_id varchar,
    portfolio varchar,
    currency varchar,
    original_amount decimal(18, 4),
    due_date date,
    debtor_type varchar,
    region varchar,
    time_zone varchar,
    jurisdiction varchar,
    row_hash uhugeint,
    row_ordinal integer,
    load_id bigint,
    confirmed_by_load_id bigint,  -- newest load that stated the same row again; NULL: none
    source varchar
)
