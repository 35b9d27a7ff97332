-- description: actions of collectors seen twice, by collector and by the team the collector was in on the day; one row per scope and action
-- grain: scope, interaction_id
-- materialized: view

select
    'collector' as scope,
    actions.collector_id as holder,
    actions.account_id,
    actions.interaction_id,
    actions.channel,
    actions.portfolio,
    actions.currency,
    actions.reaction_level,
    actions.action_date
from intermediate.actions as actions
where actions.collector_id is not null
union all
select
    'team' as scope,
    coalesce(teams.team, '(none)') as holder,
    actions.account_id,
    actions.interaction_id,
    actions.channel,
    actions.portfolio,
    actions.currency,
    actions.reaction_level,
    actions.action_date
from intermediate.actions as actions
left join intermediate.collector_teams as teams
    on
        actions.collector_id = teams.collector_id
        and actions.action_date >= teams.start_date
        and actions.action_date < teams.end_date
where actions.collector_id is not null
