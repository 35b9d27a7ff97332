-- description: promises with a collector, seen twice, by collector and by the team the collector was in, each with the day it was made and the day it was judged; one row per scope, promise and event
-- grain: scope, promise_id, event
-- materialized: view
-- column event: `made` or `judged` with the verdict

with

events as (
    select
        'made' as event,
        verdicts.promised_on as event_date,
        verdicts.*
    from intermediate.promise_verdicts as verdicts
    union all
    select
        verdicts.status as event,
        verdicts.judged_on as event_date,
        verdicts.*
    from intermediate.promise_verdicts as verdicts
    where verdicts.judged_on is not null
)

select
    'collector' as scope,
    events.collector_id as holder,
    events.promise_id,
    events.event, -- made, kept, partial, broken, superseded
    events.event_date,
    events.portfolio,
    events.currency,
    events.amount
from events
where events.collector_id is not null
union all
select
    'team' as scope,
    coalesce(teams.team, '(none)') as holder,
    events.promise_id,
    events.event,
    events.event_date,
    events.portfolio,
    events.currency,
    events.amount
from events
left join intermediate.collector_teams as teams
    on
        events.collector_id = teams.collector_id
        and events.event_date >= teams.start_date
        and events.event_date < teams.end_date
where events.collector_id is not null
