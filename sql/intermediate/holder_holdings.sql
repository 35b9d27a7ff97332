-- description: holdings seen twice, by collector and by the team the collector was in on the day; one row per scope, holder, account and start
-- grain: scope, holder, account_id, start_date
-- materialized: incremental
-- key: account_id

with

by_team as (
    select
        coalesce(teams.team, '(none)') as team,
        holdings.account_id,
        holdings.portfolio,
        holdings.currency,
        holdings.is_start_known,
        greatest(holdings.start_date, coalesce(teams.start_date, holdings.start_date))
            as start_date,
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
),

-- a change of hands inside the team is no new start for the team
changes as (
    select
        by_team.*,
        (by_team.start_date, by_team.team, by_team.portfolio, by_team.currency) is distinct from lag(
            (by_team.end_date, by_team.team, by_team.portfolio, by_team.currency)
        ) over (
            partition by by_team.account_id
            order by by_team.start_date
        ) as is_change
    from by_team
),

stretches as (
    select
        changes.*,
        sum(changes.is_change::integer) over (
            partition by changes.account_id
            order by changes.start_date
        ) as stretch
    from changes
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
    any_value(stretches.team) as holder,
    stretches.account_id,
    any_value(stretches.portfolio) as portfolio,
    any_value(stretches.currency) as currency,
    arg_min(stretches.is_start_known and stretches.is_start, stretches.start_date)
        as is_start_known,
    min(stretches.start_date) as start_date,
    max(stretches.end_date) as end_date
from stretches
group by
    stretches.account_id,
    stretches.stretch
