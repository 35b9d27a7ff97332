-- description: events as the exports state them; one row per event
create table if not exists raw.events (
    account_id varchar,
    event_date date,
    amount decimal(18, 4)
)
