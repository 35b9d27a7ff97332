-- description: the settings of the last run, so that every figure's rules lie beside it; one row
create table if not exists ops.settings (
    as_of date,           -- the board's date
    time_zone varchar,
    currency varchar,     -- default currency
    attribution varchar,
    min_assigned_accounts bigint,
    grace_days integer,
    promise_min_amount decimal(18, 4),
    touch_days integer,
    payment_days integer,
    fatigue_days integer,
    idle_days integer,
    visit_days integer,
    promises_source varchar,
    aging_bucket_days integer[],
    amount_limits decimal(18, 4)[],
    jurisdiction varchar, -- of accounts that state none; NULL: none
    agenda_accounts integer,
    high_value_share double
)
