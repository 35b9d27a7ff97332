-- key: month, portfolio, currency
-- part receivables: the month's line of the creditor's books, and those of the two months before
-- part payments: settled payments of the month
-- part actions: actions of the month

select
    'receivables' as part,
    'receivables' as entity,
    concat_ws('|', stated.month, stated.portfolio, coalesce(stated.currency, '')) as row_key,
    null as account_id,
    stated.month as row_date,
    null::decimal(18, 4) as amount
from raw.receivables as stated
cross join ops.settings as settings
where
    date_trunc('month', stated.month) >= $month::date - interval 2 month
    and date_trunc('month', stated.month) <= $month::date
    and stated.portfolio = $portfolio
    and coalesce(stated.currency, settings.currency) = $currency
union all
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
    date_trunc('month', actions.action_date) = $month::date
    and actions.portfolio = $portfolio
    and actions.currency = $currency
