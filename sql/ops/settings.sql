-- description: the settings of the last run, so that every figure's rules lie beside it; one row
create table if not exists ops.settings (
    as_of date,                   -- the board's date
    time_zone varchar,            -- business time zone
    currency varchar,             -- default currency
    attribution varchar,          -- owner, last_touch, best_touch
    min_assigned_accounts bigint, -- fewer: shown unranked
    grace_days integer,           -- of promises
    promise_min_amount decimal(18, 4),
    touch_days integer,
    payment_days integer,
    fatigue_days integer,
    idle_days integer,
    visit_days integer,
    promises_source varchar,      -- promises or interactions
    aging_bucket_days integer[],  -- last day of each bucket after current
    amount_limits decimal(18, 4)[], -- where amount bands begin; empty: powers of ten
    jurisdiction varchar,         -- of accounts that state none, NULL: none
    agenda_accounts integer,      -- at most, per collector
    high_value_share double       -- of a collector's open accounts, the largest
)
