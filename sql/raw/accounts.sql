-- description: accounts in force as the exports state them; one row per account
create table if not exists raw.accounts (
    account_id varchar,
    debtor_id varchar,           -- NULL: not stated
    portfolio varchar,           -- whose debts they are, or which placement, as stated; NULL: not stated
    currency varchar,            -- ISO 4217, as stated; NULL: not stated
    original_amount decimal(18, 4),
    due_date date,               -- date on which the debt fell due; NULL: not stated
    debtor_type varchar,         -- NULL: not stated
    region varchar,              -- NULL: not stated
    time_zone varchar,           -- IANA name of the debtor's time zone, as stated; NULL: not stated
    jurisdiction varchar,        -- whose contact limits hold for it, as stated; NULL: not stated
    row_hash uhugeint,
    row_ordinal integer,
    load_id bigint,
    confirmed_by_load_id bigint, -- newest load that stated the same row again; NULL: none
    source varchar
)
