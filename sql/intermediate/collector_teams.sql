-- description: name and team of a collector from when to when; one row per collector and start
-- grain: collector_id, start_date
-- materialized: table
-- column collector_name: the latest name stated; NULL: none ever was
-- column team: team as stated; `(none)` without one

-- The first version reaches back to the beginning and the last one lasts on: a figure always has
-- the team that is nearest to its day.
with

versions as (
    select
        collectors.collector_id,
        collectors.active_from,
        arg_max(collectors, collectors.load_order) as version
    from staging.collectors as collectors
    group by all
),

spans as (
    select
        versions.collector_id,
        versions.version.collector_name as collector_name,
        versions.version.team as team,
        versions.version.supervisor as supervisor,
        if(
            row_number() over history = 1,
            date '0001-01-01',
            versions.active_from
        ) as start_date,
        lead(versions.active_from, 1, date '9999-12-31') over history as end_date
    from versions
    window history as (
        partition by versions.collector_id
        order by versions.active_from
    )
)

select
    spans.collector_id,
    last_value(spans.collector_name ignore nulls) over (
        partition by spans.collector_id
        order by spans.start_date
        rows between unbounded preceding and unbounded following
    ) as collector_name, -- the latest one, NULL if none was ever stated
    coalesce(spans.team, '(none)') as team,
    spans.supervisor,
    spans.start_date,
    spans.end_date -- exclusive
from spans
