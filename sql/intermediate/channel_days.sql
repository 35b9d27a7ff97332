-- description: actions of a date by how far each got on the reaction ladder; one row per date, collector, portfolio and channel
-- grain: action_date, collector_id, portfolio, channel
-- materialized: table

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
    count(*) filter (where actions.reaction_level >= 5) as promise,
    count(paid.interaction_id) as paid_actions
from intermediate.actions as actions
left join intermediate.paid_actions as paid
    on actions.interaction_id = paid.interaction_id
group by all
