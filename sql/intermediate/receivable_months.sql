-- description: month-end receivables up to the board's month with the ratios made of them; one row per month, portfolio and currency
-- grain: month, portfolio, currency
-- materialized: table

with

-- of a row that names the default currency and one that leaves it out the later load counts
stated as (
    select
        receivables.month,
        receivables.portfolio,
        receivables.currency,
        receivables.beginning_receivable,
        receivables.credit_sales,
        receivables.ending_receivable,
        receivables.ending_current
    from staging.receivables as receivables
    cross join ops.settings as settings
    left join staging.load_order as load_order
        on receivables.load_id = load_order.load_id
    where receivables.month <= settings.as_of
    qualify row_number() over (
        partition by receivables.month, receivables.portfolio, receivables.currency
        order by load_order.load_order desc, receivables desc
    ) = 1
),

-- without one of the two months before there is no quarter, and what is made of it is NULL
quarters as (
    select
        stated.*,
        first_month.beginning_receivable as quarter_beginning,
        first_month.credit_sales + second_month.credit_sales + stated.credit_sales
            as quarter_sales
    from stated
    left join stated as second_month
        on
            stated.portfolio = second_month.portfolio
            and stated.currency = second_month.currency
            and stated.month - interval 1 month = second_month.month
    left join stated as first_month
        on
            stated.portfolio = first_month.portfolio
            and stated.currency = first_month.currency
            and stated.month - interval 2 month = first_month.month
)

select
    quarters.month,
    quarters.portfolio,
    quarters.currency,
    quarters.beginning_receivable,
    quarters.credit_sales,
    quarters.ending_receivable,
    quarters.ending_current,
    quarters.ending_receivable - quarters.ending_current as overdue_receivable,
    (quarters.ending_receivable - quarters.ending_current)::double
    / nullif(quarters.credit_sales, 0) as overdue_ratio,
    (quarters.beginning_receivable + quarters.credit_sales - quarters.ending_receivable)::double
    / nullif(
        quarters.beginning_receivable + quarters.credit_sales - quarters.ending_current, 0
    ) as cei,
    -- both sides times three, so that the month's share of the sales needs no rounding
    (
        3 * quarters.quarter_beginning + quarters.quarter_sales - 3 * quarters.ending_receivable
    )::double
    / nullif(
        3 * quarters.quarter_beginning + quarters.quarter_sales - 3 * quarters.ending_current, 0
    ) as cei_quarter
from quarters
