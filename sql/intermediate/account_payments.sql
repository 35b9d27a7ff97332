-- description: what a holder earned on an account in a period; one row per period, as_of, scope, holder, portfolio, currency and account
-- grain: period, as_of, scope, holder, portfolio, currency, account_id
-- materialized: view

with

earned as (
    select
        periods.period,
        periods.as_of,
        periods.is_last_of_month,
        payments.scope,
        payments.holder,
        payments.portfolio,
        payments.currency,
        payments.account_id,
        payments.amount,
        payments.is_worked,
        payments.is_reversal,
        if(
            periods.period = 'day',
            payments.was_assigned_on_day,
            coalesce(payments.assigned_in_month_from <= periods.as_of, false)
        ) as was_assigned
    from intermediate.periods as periods
    inner join intermediate.holder_payments as payments
        on
            periods.period_start <= payments.payment_date
            and periods.as_of >= payments.payment_date
)

select
    earned.period,
    earned.as_of,
    earned.scope,
    earned.holder,
    earned.portfolio,
    earned.currency,
    earned.account_id,
    earned.is_last_of_month, -- the month as it ended, or as the board knows it
    sum(earned.amount) as recovered_amount,
    coalesce(sum(earned.amount) filter (where earned.is_worked), 0) as worked_recovered_amount,
    -- counts as recovered on assigned accounts if the account is assigned in this period ...
    coalesce(sum(earned.amount) filter (where not earned.is_reversal), 0) as earned_amount,
    -- ... and this in any case
    coalesce(sum(earned.amount) filter (where earned.is_reversal and earned.was_assigned), 0)
        as reversed_assigned_amount
from earned
group by all
