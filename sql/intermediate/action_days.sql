-- description: dates on which anybody acted on an account; one row per account and date
-- grain: account_id, action_date
-- materialized: table

select
    actions.account_id,
    actions.action_date,
    bool_or(actions.channel = 'visit') as has_visit
from intermediate.actions as actions
group by all
