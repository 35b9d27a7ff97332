-- description: how many collectors of a team held an account or did anything in a period; one row per period, as_of, team, portfolio and currency
-- grain: period, as_of, team, portfolio, currency
-- materialized: view

with

seen as (
    select
        holdings.start_date as from_date,
        (holdings.end_date - 1)::date as to_date,
        holdings.collector_id,
        holdings.portfolio,
        holdings.currency
    from intermediate.holdings as holdings
    where holdings.collector_id is not null
    union
    select
        actions.action_date as from_date,
        actions.action_date as to_date,
        actions.collector_id,
        actions.portfolio,
        actions.currency
    from intermediate.actions as actions
    where actions.collector_id is not null
)

select
    periods.period,
    periods.as_of,
    coalesce(teams.team, '(none)') as team,
    seen.portfolio,
    seen.currency,
    count(distinct seen.collector_id) as collectors
from intermediate.periods as periods
inner join seen
    on
        periods.period_start <= seen.to_date
        and periods.as_of >= seen.from_date
left join intermediate.collector_teams as teams
    on
        seen.collector_id = teams.collector_id
        and least(periods.as_of, seen.to_date) >= teams.start_date
        and least(periods.as_of, seen.to_date) < teams.end_date
group by all
