-- key: month, portfolio, currency, account_id
-- part payments: the account's settled payments of the month
-- part actions: the account's actions of the month

select
    'payments' as part,
    'payments' as entity,
    payments.payment_id as row_key,
    payments.account_id,
    payments.payment_date as row_date,
    payments.amount
from intermediate.payments as payments
where
    payments.status = 'settled'
    and payments.account_id = $account_id
    and date_trunc('month', payments.payment_date) = $month::date
    and payments.portfolio = $portfolio
    and payments.currency = $currency
union all
select
    'actions' as part,
    'interactions' as entity,
    actions.interaction_id as row_key,
    actions.account_id,
    actions.action_date as row_date,
    null::decimal(18, 4) as amount
from intermediate.actions as actions
where
    actions.account_id = $account_id
    and date_trunc('month', actions.action_date) = $month::date
    and actions.portfolio = $portfolio
    and actions.currency = $currency
