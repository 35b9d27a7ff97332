-- description: hours in which a rule allows contact, in the debtor's local time; one row per rule, the date from which it holds and weekday
create table if not exists ops.contact_hours (
    rule varchar,
    effective_from date,       -- of the rule, NULL: always
    weekday integer,           -- ISO: 1 is Monday
    from_time time,
    until_time time            -- the last moment allowed
)
