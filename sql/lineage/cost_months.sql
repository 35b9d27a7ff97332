-- key: month, portfolio, currency, channel
-- part actions: actions of the month on the channel, with their cost
-- part payments: settled payments of the month whose last touch was on the channel

select
    'actions' as part,
    'interactions' as entity,
    actions.interaction_id as row_key,
    actions.account_id,
    actions.action_date as row_date,
    actions.cost_amount as amount
from intermediate.actions as actions
where
    date_trunc('month', actions.action_date) = $month::date
    and actions.portfolio = $portfolio
    and actions.currency = $currency
    and actions.channel = $channel
union all
select
    'payments' as part,
    'payments' as entity,
    credits.payment_id as row_key,
    credits.account_id,
    credits.payment_date as row_date,
    credits.amount
from intermediate.payment_credits as credits
where
    credits.status = 'settled'
    and date_trunc('month', credits.payment_date) = $month::date
    and credits.portfolio = $portfolio
    and credits.currency = $currency
    and coalesce(credits.touch_channel, '(none)') = $channel
