-- description: every date from the first loaded one to the board's date; one row per date
-- grain: as_of
-- materialized: table

with

dates as (
    select
        unnest(
            generate_series(
                min(event_dates.first_date)::timestamp,
                any_value(settings.as_of)::timestamp,
                interval 1 day
            )
        )::date as as_of
    from staging.event_dates as event_dates
    cross join ops.settings as settings
)

select
    dates.as_of,
    -- of those up to the board's date
    dates.as_of = least(last_day(dates.as_of), settings.as_of) as is_last_of_month
from dates
cross join ops.settings as settings
