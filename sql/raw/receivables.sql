-- description: month-end receivables in force as the exports state them; one row per month, portfolio and currency
create table if not exists raw.receivables (
    month date,
    portfolio varchar,           -- whose debts they are, or which placement, as stated
    currency varchar,            -- ISO 4217, as stated; NULL: the default currency
    beginning_receivable decimal(18, 4),
    credit_sales decimal(18, 4),
    ending_receivable decimal(18, 4),
    ending_current decimal(18, 4),
    row_hash uhugeint,           -- NULL: the entity has a key
    row_ordinal integer,         -- NULL: the entity has a key
    load_id bigint,
    confirmed_by_load_id bigint, -- newest load that stated the same row again; NULL: none
    source varchar
)
