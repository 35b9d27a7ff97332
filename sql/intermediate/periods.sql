-- description: the day and the month to date of every date; one row per period and as_of
-- grain: period, as_of
-- materialized: view

select
    'day' as period,
    calendar.as_of,
    calendar.as_of as period_start,
    false as is_last_of_month
from intermediate.calendar as calendar
union all
select
    'month' as period,
    calendar.as_of,
    date_trunc('month', calendar.as_of)::date as period_start,
    calendar.is_last_of_month -- the last known date of the month
from intermediate.calendar as calendar
