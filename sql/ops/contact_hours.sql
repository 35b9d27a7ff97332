-- description: hours in which a rule allows contact, in the debtor's local time; one row per rule, the date from which it holds and weekday
create table if not exists ops.contact_hours (
    rule varchar,
    effective_from date, -- first date on which the rule holds; NULL: always
    weekday integer,
    from_time time,
    until_time time
)
