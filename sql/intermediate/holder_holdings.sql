-- description: holdings seen twice, by collector and by the team the collector was in on the day; one row per scope, holder, account and start
-- grain: scope, holder, account_id, start_date
-- materialized: table

with

by_team as (
    select
        coalesce(teams.team, '(none)') as team,
        holdings.account_id,
        holdings.portfolio,
        holdings.currency,
        holdings.is_start_known,
        greatest(holdings.start_date, coalesce(teams.start_date, holdings.start_date)) as start_date,
        least(holdings.end_date, coalesce(teams.end_date, holdings.end_date)) as end_date,
        -- a change of the collector's team hands nothing over
        coalesce(teams.start_date, holdings.start_date) <= holdings.start_date as is_start
    from intermediate.holdings as holdings
    left join intermediate.collector_teams as teams
        on
            holdings.collector_id = teams.collector_id
            and holdings.start_date < teams.end_date
            and holdings.end_date > teams.start_date
    where holdings.collector_id is not null
)

select
    'collector' as scope,
    holdings.collector_id as holder,
    holdings.account_id,
    holdings.portfolio,
    holdings.currency,
    holdings.is_start_known,
    holdings.start_date,
    holdings.end_date -- exclusive
from intermediate.holdings as holdings
where holdings.collector_id is not null
union all
select
    'team' as scope,
    by_team.team as holder,
    by_team.account_id,
    by_team.portfolio,
    by_team.currency,
    by_team.is_start_known and by_team.is_start as is_start_known,
    by_team.start_date,
    by_team.end_date
from by_team
