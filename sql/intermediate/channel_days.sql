-- description: actions of a date by how far each got on the reaction ladder; one row per date, collector, portfolio and channel
-- grain: action_date, collector_id, portfolio, channel
-- materialized: incremental
-- window: action_date
-- lookback: 0d

select
    actions.action_date,
    coalesce(actions.collector_id, '(none)') as collector_id,
    actions.portfolio,
    actions.channel,
    count(*) as actions,
    count(*) filter (where actions.reaction_level >= 1) as delivered,
    count(*) filter (where actions.reaction_level >= 2) as opened,
    count(*) filter (where actions.reaction_level >= 3) as third_party_contact,
    count(*) filter (where actions.reaction_level >= 4) as debtor_contact,
    count(*) filter (where actions.reaction_level >= 5) as promise
from intermediate.actions as actions
where
    actions.action_date >= $start
    and actions.action_date < $end
group by all
