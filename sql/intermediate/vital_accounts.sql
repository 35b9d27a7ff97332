-- description: the largest of a month's paying assigned accounts, as many as it takes to 80 % of their money; one row per month, portfolio, currency and account
-- grain: month, portfolio, currency, account_id
-- materialized: incremental
-- window: month
-- spans: month
-- lookback: unbounded
-- column recovered_amount: [money] net settled amount that the account paid in the month (canon 6)

with

months as (
    select
        date_trunc('month', calendar.as_of)::date as month,
        max(calendar.as_of) as last_date
    from intermediate.calendar as calendar
    where
        calendar.as_of >= $start
        and calendar.as_of < $end
    group by all
),

paid as (
    select
        months.month,
        months.last_date,
        payments.portfolio,
        payments.currency,
        payments.account_id,
        sum(payments.amount) as recovered_amount
    from intermediate.payments as payments
    inner join months
        on date_trunc('month', payments.payment_date) = months.month
    where
        payments.status = 'settled'
        and payments.payment_date >= $start
        and payments.payment_date < $end
    group by all
    having sum(payments.amount) > 0
),

ranked as (
    select
        paid.*,
        row_number() over largest_first as rank_number,
        sum(paid.recovered_amount) over largest_first as cumulative_amount,
        sum(paid.recovered_amount) over (
            partition by paid.month, paid.portfolio, paid.currency
        ) as total_amount
    from paid
    semi join intermediate.live_holdings as live
        on
            live.scope = 'collector'
            and paid.portfolio = live.portfolio
            and paid.currency = live.currency
            and paid.account_id = live.account_id
            and paid.last_date >= live.start_date
            and paid.month < live.end_date
    window largest_first as (
        partition by paid.month, paid.portfolio, paid.currency
        order by paid.recovered_amount desc, paid.account_id
        rows between unbounded preceding and current row
    )
)

select
    ranked.month,
    ranked.last_date, -- of the month, the board's date at most
    ranked.portfolio,
    ranked.currency,
    ranked.account_id,
    ranked.rank_number,
    ranked.recovered_amount::decimal(18, 4) as recovered_amount,
    ranked.cumulative_amount::decimal(18, 4) as cumulative_amount,
    ranked.cumulative_amount::double / ranked.total_amount as cumulative_share
from ranked
-- the accounts before this one do not reach 80 %
where (ranked.cumulative_amount - ranked.recovered_amount) * 5 < ranked.total_amount * 4
