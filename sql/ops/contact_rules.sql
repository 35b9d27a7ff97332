-- description: limits on contacting debtors, as configured; one row per rule and the date from which it holds
create table if not exists ops.contact_rules (
    rule varchar,
    jurisdiction varchar, -- accounts it holds for
    scope varchar,        -- what is counted together: debt, one account; debtor, all accounts of the debtor in the jurisdiction
    channels varchar[],
    counts varchar,
    window_kind varchar,
    window_days integer,
    maximum integer,
    minimum_gap_days integer,
    quiet_days integer,
    has_hours boolean,
    holidays date[],
    effective_from date,
    effective_to date,
    source varchar        -- where the limit is written down
)
