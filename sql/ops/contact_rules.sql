-- description: limits on contacting debtors, as configured; one row per rule and the date from which it holds
create table if not exists ops.contact_rules (
    rule varchar,              -- name, "co-ley-2300-contacts"
    jurisdiction varchar,      -- of the accounts it holds for
    scope varchar,             -- debt, debtor
    channels varchar[],
    counts varchar,            -- attempts, contacts; NULL: limits no number
    window_kind varchar,       -- rolling, day, week, month; NULL: limits no number
    window_days integer,       -- of a rolling window
    maximum integer,           -- counted ones within the window
    minimum_gap_days integer,  -- between counted ones, NULL: none
    quiet_days integer,        -- after a contact, NULL: none
    has_hours boolean,         -- ops.contact_hours says when; a weekday missing there is closed
    holidays date[],           -- closed, too
    effective_from date,       -- NULL: always
    effective_to date,         -- last date, NULL: still
    source varchar             -- where the limit is written down
)
