-- description: holdings with a known start and the holder's first action and first contact on them; one row per scope, holder, account and start
-- grain: scope, holder, account_id, start_date
-- materialized: incremental
-- key: account_id

select
    holdings.scope,
    holdings.holder,
    holdings.account_id,
    holdings.portfolio,
    holdings.currency,
    holdings.start_date,
    min(actions.action_date) as first_action_date, -- NULL: none inside the holding
    min(actions.action_date) filter (where actions.reaction_level >= 4) as first_contact_date
from intermediate.holder_holdings as holdings
left join intermediate.holder_actions as actions
    on
        holdings.scope = actions.scope
        and holdings.holder = actions.holder
        and holdings.account_id = actions.account_id
        and actions.action_date >= holdings.start_date
        and actions.action_date < holdings.end_date
where holdings.is_start_known
group by all
