-- description: every date from the first loaded one to the board's date; one row per date
-- grain: as_of
-- materialized: table

with

first_dates as (
    select min(interactions.interaction_date) as first_date from staging.interactions as interactions
    union all
    select min(payments.payment_date) as first_date from staging.payments as payments
    union all
    select min(promises.promised_on) as first_date from staging.promises as promises
    union all
    select min(holdings.start_date) as first_date from intermediate.holdings as holdings
)

select unnest(
    generate_series(min(first_dates.first_date)::timestamp, any_value(settings.as_of)::timestamp, interval 1 day)
)::date as as_of
from first_dates
cross join ops.settings as settings
