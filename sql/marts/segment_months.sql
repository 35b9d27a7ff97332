-- description: who recovers how much on which kind of account: a collector's assigned accounts of a month by portfolio, size, age and kind of debtor; one row per month, collector, portfolio, currency, amount band, aging bucket and debtor type
-- grain: month, collector_id, portfolio, currency, amount_band, aging_bucket, debtor_type
-- materialized: incremental
-- window: month
-- spans: month
-- lookback: unbounded
-- column assigned_accounts: [accounts] accounts of the segment assigned in the month (canon 6)
-- column recovered_assigned_amount: [money] net settled amount credited on them in the month (canon 6)
-- column expected_amount: [money] the segment's assigned amount × the recovery ratio of its cell of portfolio, currency, aging bucket and amount band (canon 6)
-- column debtor_type: what kind of debtor it is, in the export's own words; `(none)` if not stated

with

segments as (
    select
        accounts.as_of,
        accounts.holder as collector_id,
        accounts.portfolio,
        accounts.currency,
        accounts.aging_bucket,
        accounts.amount_band,
        coalesce(stated.debtor_type, '(none)') as debtor_type,
        count(*) as assigned_accounts,
        sum(accounts.assigned_amount) as assigned_amount,
        coalesce(sum(payments.earned_amount + payments.reversed_assigned_amount), 0)
            as recovered_assigned_amount,
        count(*) filter (where payments.recovered_amount > 0) as paying_accounts
    from intermediate.account_periods as accounts
    left join intermediate.account_payments as payments
        on
            accounts.period = payments.period
            and accounts.as_of = payments.as_of
            and accounts.scope = payments.scope
            and accounts.holder = payments.holder
            and accounts.portfolio = payments.portfolio
            and accounts.currency = payments.currency
            and accounts.account_id = payments.account_id
            and payments.is_last_of_month
    left join staging.accounts as stated
        on accounts.account_id = stated.account_id
    where
        accounts.is_last_of_month
        and accounts.period = 'month'
        and accounts.scope = 'collector'
        and accounts.as_of >= $start
        and accounts.as_of < $end
    group by all
),

compared as (
    select
        segments.*,
        -- in whole ten-thousandths, as in intermediate.holder_periods; debtors of all types make a
        -- cell
        (segments.assigned_amount * 10000)::hugeint as assigned_units,
        (sum(segments.assigned_amount) over cell * 10000)::hugeint as cell_assigned_units,
        (sum(segments.recovered_assigned_amount) over cell * 10000)::hugeint
            as cell_recovered_units
    from segments
    window cell as (
        partition by
            segments.as_of,
            segments.portfolio,
            segments.currency,
            segments.aging_bucket,
            segments.amount_band
    )
),

expected as (
    select
        compared.*,
        coalesce(
            sign(compared.cell_recovered_units)
            * (
                (
                    2 * abs(compared.assigned_units * compared.cell_recovered_units)
                    + abs(compared.cell_assigned_units)
                ) // (2 * abs(compared.cell_assigned_units))
            )::decimal(18, 0)
            * 0.0001,
            0
        )::decimal(18, 4) as expected_amount
    from compared
)

select
    date_trunc('month', expected.as_of)::date as month, -- its first date
    expected.collector_id,
    expected.portfolio,
    expected.currency,
    expected.amount_band, -- 0, 100-1000, ...
    expected.aging_bucket, -- current, 1-30, ..., unknown
    expected.debtor_type, -- '(none)' where not stated
    expected.assigned_accounts,
    expected.assigned_amount::decimal(18, 4) as assigned_amount,
    -- without reversals on accounts no longer assigned
    expected.recovered_assigned_amount::decimal(18, 4) as recovered_assigned_amount,
    expected.paying_accounts,
    expected.paying_accounts::double / nullif(expected.assigned_accounts, 0)
        as effectiveness_by_count,
    expected.recovered_assigned_amount::double / nullif(expected.assigned_amount, 0)
        as effectiveness_by_amount,
    expected.expected_amount, -- what an average collector would have recovered
    expected.recovered_assigned_amount::double
    / if(expected.expected_amount > 0, expected.expected_amount, null)
        as performance_index -- 1 is average
from expected
