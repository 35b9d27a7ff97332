-- key: month, channel, attempt_number
-- part actions: actions of the month with that attempt number

select
    'actions' as part,
    'interactions' as entity,
    actions.interaction_id as row_key,
    actions.account_id,
    actions.action_date as row_date,
    null::decimal(18, 4) as amount
from intermediate.action_attempts as actions
where
    date_trunc('month', actions.action_date) = $month::date
    and actions.channel = $channel
    and actions.attempt_number = $attempt_number::bigint
