-- description: payments in force as the exports state them; one row per payment
-- codecs: those that DuckDB arrives at after trying all of them, which takes it a fifth of a load
create table if not exists raw.payments (
    payment_id varchar using compression fsst,     -- the export's id; NULL: identified by row_hash and row_ordinal
    account_id varchar using compression fsst,
    paid_at timestamp,
    paid_at_has_time boolean,
    amount decimal(18, 4),
    currency varchar using compression dictionary, -- ISO 4217, as stated; NULL: not stated
    status varchar using compression dictionary,   -- settled, pending, failed, reversed, unknown; NULL: not stated, counts as settled
    reverses_payment_id varchar,
    method varchar,
    row_hash uhugeint,
    row_ordinal integer,
    line_order bigint,
    load_id bigint,
    confirmed_by_load_id bigint,                   -- newest load that stated the same row again; NULL: none
    source varchar using compression dictionary
)
