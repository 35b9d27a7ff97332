-- description: what a collector recovered on accounts of one segment in a month, as of its last date; one row per as_of, collector, portfolio, currency, aging bucket, amount band and debtor type
-- grain: as_of, collector_id, portfolio, currency, aging_bucket, amount_band, debtor_type
-- materialized: incremental
-- window: as_of
-- lookback: unbounded
-- column debtor_type: what kind of debtor it is, in the export's own words; `(none)` if not stated

-- Dates on which the board stood while a month ran stay behind, as nothing that happens later
-- touches them; readers take the last of each month.
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
)

select
    compared.as_of,
    compared.collector_id,
    compared.portfolio,
    compared.currency,
    compared.aging_bucket,
    compared.amount_band,
    compared.debtor_type,
    compared.assigned_accounts,
    compared.assigned_amount::decimal(18, 4) as assigned_amount,
    compared.recovered_assigned_amount::decimal(18, 4) as recovered_assigned_amount,
    compared.paying_accounts,
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
