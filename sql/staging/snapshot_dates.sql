-- description: dates as of which each source lists its accounts, in order; one row per source and date
-- grain: source, as_of_date
-- materialized: view
-- column snapshot_number: [position] 1, 2, ... from the source's first snapshot on
-- column next_date: date of the source's next snapshot; 9999-12-31: it is the last one

with

dates as (
    select
        assignments.source,
        assignments.as_of_date
    from raw.assignments as assignments
    where assignments.as_of_date is not null
    group by all
)

select
    dates.source,
    dates.as_of_date,
    row_number() over by_date as snapshot_number,
    lead(dates.as_of_date, 1, date '9999-12-31') over by_date as next_date
from dates
window by_date as (
    partition by dates.source
    order by dates.as_of_date
)
