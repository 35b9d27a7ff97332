-- key: month, channel
-- part actions: actions of the month on the channel

select
    'actions' as part,
    'interactions' as entity,
    actions.interaction_id as row_key,
    actions.account_id,
    actions.action_date as row_date,
    null::decimal(18, 4) as amount
from intermediate.actions as actions
where
    date_trunc('month', actions.action_date) = $month::date
    and actions.channel = $channel
