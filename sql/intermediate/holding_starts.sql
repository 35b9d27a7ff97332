-- description: holdings with a known start and the holder's first action and first contact on them; one row per scope, holder, account and start
-- grain: scope, holder, account_id, start_date
-- materialized: incremental
-- key: account_id
-- column first_action_date: NULL: none inside the holding
-- column first_contact_date: NULL: none inside the holding

with

scopes as (
    select unnest(['collector', 'team']) as scope
),

-- each action is read once, with the team of its day
by_collector as (
    select
        actions.account_id,
        actions.collector_id,
        coalesce(teams.team, '(none)') as team,
        min(actions.action_date) as action_date,
        min(actions.action_date) filter (actions.reaction_level >= 4) as contact_date
    from intermediate.actions as actions
    left join intermediate.collector_teams as teams
        on
            actions.collector_id = teams.collector_id
            and actions.action_date >= teams.start_date
            and actions.action_date < teams.end_date
    where actions.collector_id is not null
    group by all
),

-- the first ever, whoever held the account then
first_ever as (
    select
        scopes.scope,
        if(scopes.scope = 'team', by_collector.team, by_collector.collector_id) as holder,
        by_collector.account_id,
        min(by_collector.action_date) as action_date,
        min(by_collector.contact_date) as contact_date
    from by_collector
    cross join scopes
    group by all
),

started as (
    select
        holdings.*,
        first_ever.action_date,
        first_ever.contact_date,
        coalesce(first_ever.action_date < holdings.start_date, false) as is_known_before
    from intermediate.holder_holdings as holdings
    left join first_ever
        on
            holdings.scope = first_ever.scope
            and holdings.holder = first_ever.holder
            and holdings.account_id = first_ever.account_id
    where holdings.is_start_known
),

-- Few holders have acted on an account before they held it. Theirs are looked for in each holding,
-- which for all of them takes three times as long as what is above.
known_before as (
    select
        started.scope,
        started.holder,
        started.account_id,
        started.start_date,
        min(actions.action_date) as action_date,
        min(actions.action_date) filter (actions.reaction_level >= 4) as contact_date
    from started
    inner join intermediate.holder_actions as actions
        on
            started.scope = actions.scope
            and started.holder = actions.holder
            and started.account_id = actions.account_id
            and actions.action_date >= started.start_date
            and actions.action_date < started.end_date
    where started.is_known_before
    group by all
)

select
    started.scope,
    started.holder,
    started.account_id,
    started.portfolio,
    started.currency,
    started.start_date,
    case
        when started.is_known_before then known_before.action_date
        when started.action_date < started.end_date then started.action_date
    end as first_action_date,
    case
        when started.is_known_before then known_before.contact_date
        when started.contact_date < started.end_date then started.contact_date
    end as first_contact_date
from started
left join known_before
    on
        started.scope = known_before.scope
        and started.holder = known_before.holder
        and started.account_id = known_before.account_id
        and started.start_date = known_before.start_date
