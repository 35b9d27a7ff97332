-- description: payments in force as the exports state them; one row per payment
create table if not exists raw.payments (
    payment_id varchar,           -- NULL: identified by row_hash and row_ordinal
    account_id varchar,
    paid_at timestamp,            -- UTC
    paid_at_has_time boolean,     -- false: paid_at is a plain date, stored as its midnight
    amount decimal(18, 4),        -- signed: a reversal is negative
    currency varchar,             -- ISO 4217, NULL: resolved in intermediate
    status varchar,               -- settled, pending, failed, reversed, unknown
    reverses_payment_id varchar,
    method varchar,
    row_hash uhugeint,
    row_ordinal integer,
    line_order bigint,
    load_id bigint,
    confirmed_by_load_id bigint,  -- newest load that stated the same row again; NULL: none
    source varchar
)
