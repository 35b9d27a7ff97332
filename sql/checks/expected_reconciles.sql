-- description: what collectors were expected to recover in a month adds up to what was recovered on the same accounts, up to rounding; one row per month, portfolio and currency where it does not
-- severity: error

-- Left out are cells without an assigned amount, on which nothing is expected. Reversals on accounts
-- no longer assigned belong to no cell.
with

cells as (
    select
        segments.month,
        segments.portfolio,
        segments.currency,
        count(distinct segments.collector_id) as collectors,
        sum(segments.assigned_amount) as assigned_amount,
        sum(segments.recovered_assigned_amount) as recovered_amount
    from marts.segment_months as segments
    group by
        segments.month,
        segments.portfolio,
        segments.currency,
        segments.aging_bucket,
        segments.amount_band
),

recovered as (
    select
        cells.month,
        cells.portfolio,
        cells.currency,
        sum(cells.recovered_amount) as recovered_amount,
        -- half of the last decimal for each collector in each cell
        sum(cells.collectors) * 0.00005 as rounding_amount
    from cells
    where cells.assigned_amount <> 0
    group by all
),

expected as (
    select
        date_trunc('month', figures.as_of)::date as month,
        figures.portfolio,
        figures.currency,
        sum(figures.expected_amount) as expected_amount
    from marts.collector_periods as figures
    inner join intermediate.calendar as calendar
        on figures.as_of = calendar.as_of
    where
        figures.period = 'month'
        and calendar.is_last_of_month
    group by all
)

select
    coalesce(expected.month, recovered.month) as month,
    coalesce(expected.portfolio, recovered.portfolio) as portfolio,
    coalesce(expected.currency, recovered.currency) as currency,
    coalesce(expected.expected_amount, 0) as expected_amount,
    coalesce(recovered.recovered_amount, 0) as recovered_amount
from expected
full join recovered
    on
        expected.month = recovered.month
        and expected.portfolio = recovered.portfolio
        and expected.currency = recovered.currency
where
    abs(coalesce(expected.expected_amount, 0) - coalesce(recovered.recovered_amount, 0))
    > coalesce(recovered.rounding_amount, 0)
