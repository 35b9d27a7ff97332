-- description: what was paid and how much of it somebody earned; one row per period, portfolio and currency
-- labels: portfolio, currency, period
-- max_series: 1000
-- metric payments: Settled payments and reversals of the period.
-- formula payments: [payments] settled rows of the period, reversals included (canon 3)
-- metric settled_amount: Net settled amount of the period; credited plus unattributed.
-- formula settled_amount: [money] Σ `amount` of the settled rows of the period (canon 3)
-- metric credited_amount: Part of the settled amount that a collector is credited with.
-- formula credited_amount: [money] Σ `amount` of the settled rows of the period with a `credited_collector_id` (canon 3)
-- metric unattributed_amount: Part of the settled amount that nobody earned.
-- formula unattributed_amount: [money] Σ `amount` of the settled rows of the period without a `credited_collector_id`; credited + unattributed = settled (canon 3)

with periods as (
    select 'day' as period, as_of as first_date, as_of as last_date
    from ops.settings
    union all
    select 'month' as period, date_trunc('month', as_of)::date as first_date, as_of as last_date
    from ops.settings
)

select
    coalesce(credits.portfolio, '(none)') as portfolio,
    credits.currency,
    periods.period,
    count(*) as payments,
    sum(credits.amount) as settled_amount,
    coalesce(
        sum(credits.amount) filter (where credits.credited_collector_id is not null), 0
    ) as credited_amount,
    coalesce(
        sum(credits.amount) filter (where credits.credited_collector_id is null), 0
    ) as unattributed_amount
from marts.payment_credits as credits
inner join periods
    on credits.payment_date between periods.first_date and periods.last_date
where
    credits.status = 'settled'
    -- so that the blocks of other months are not read
    and credits.payment_date >= (
        select date_trunc('month', as_of)::date
        from ops.settings
    )
group by 1, 2, 3
