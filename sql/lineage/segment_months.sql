-- key: month, collector_id, portfolio, currency, amount_band, aging_bucket, debtor_type
-- part assignments: the statement that last gave each account of the segment to the collector
-- part payments: settled payments of the month on these accounts that the collector is credited with

with

accounts as (
    select
        accounts.account_id,
        accounts.as_of,
        accounts.assigned_amount
    from intermediate.account_periods as accounts
    left join staging.accounts as stated
        on accounts.account_id = stated.account_id
    where
        accounts.period = 'month'
        and accounts.scope = 'collector'
        and accounts.as_of = (
            select max(calendar.as_of)
            from intermediate.calendar as calendar
            where date_trunc('month', calendar.as_of) = $month::date
        )
        and accounts.holder = $collector_id
        and accounts.portfolio = $portfolio
        and accounts.currency = $currency
        and accounts.amount_band = $amount_band
        and accounts.aging_bucket = $aging_bucket
        and coalesce(stated.debtor_type, '(none)') = $debtor_type
)

select
    'assignments' as part,
    'assignments' as entity,
    arg_max(
        stated.row_key,
        (coalesce(stated.start_date, stated.as_of_date), stated.load_order)
    ) as row_key,
    accounts.account_id,
    max(coalesce(stated.start_date, stated.as_of_date)) as row_date,
    any_value(accounts.assigned_amount) as amount
from accounts
inner join staging.assignments as stated
    on
        accounts.account_id = stated.account_id
        and accounts.as_of >= coalesce(stated.start_date, stated.as_of_date)
        and stated.collector_id = $collector_id
group by accounts.account_id
union all
select
    'payments' as part,
    'payments' as entity,
    credits.payment_id as row_key,
    credits.account_id,
    credits.payment_date as row_date,
    credits.amount
from intermediate.payment_credits as credits
semi join accounts
    on credits.account_id = accounts.account_id
where
    credits.status = 'settled'
    and credits.credited_collector_id = $collector_id
    and date_trunc('month', credits.payment_date) = $month::date
    and credits.portfolio = $portfolio
    and credits.currency = $currency
