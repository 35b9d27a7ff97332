-- description: payments in force as the exports state them; one row per payment
create table if not exists raw.payments (
    payment_id varchar,          -- the export's id; NULL: identified by row_hash and row_ordinal
    account_id varchar,
    paid_at timestamp,
    paid_at_has_time boolean,
    amount decimal(18, 4),
    currency varchar,            -- ISO 4217, as stated; NULL: not stated
    status varchar,              -- settled, pending, failed, reversed, unknown; NULL: not stated, counts as settled
    reverses_payment_id varchar,
    method varchar,
    row_hash uhugeint,
    row_ordinal integer,
    line_order bigint,
    load_id bigint,
    confirmed_by_load_id bigint, -- newest load that stated the same row again; NULL: none
    source varchar
)
