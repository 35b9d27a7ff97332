-- description: payments up to the board's date with their holder, portfolio and currency; one row per payment
-- grain: payment_id
-- materialized: incremental
-- key: account_id

with

dated as (
    select payments.*
    from staging.payments as payments
    cross join ops.settings as settings
    where payments.payment_date <= settings.as_of
),

-- The payment a negative row takes back. A reference to a payment that was never loaded stays an
-- ordinary negative payment: its money left, and the balance stated since then already counted it.
reversals as (
    select
        negative.payment_id,
        original.payment_id as reversed_payment_id,
        original.status as reversed_status
    from dated as negative
    inner join dated as original
        on negative.reverses_payment_id = original.payment_id
    where
        negative.amount < 0
        and negative.payment_id <> original.payment_id
)

select
    dated.payment_id,
    dated.account_id,
    holdings.collector_id as owner_collector_id,
    coalesce(holdings.portfolio, defaults.portfolio, '(none)') as portfolio,
    coalesce(dated.currency, holdings.currency, defaults.currency, settings.currency) as currency,
    case
        when dated.status = 'settled' and reversals.reversed_status <> 'settled' then 'ignored'
        else dated.status
    end as status,
    dated.reverses_payment_id, -- as stated
    -- as found: NULL for a payment, for a reversal without a reference and for one whose payment
    -- was never loaded
    reversals.reversed_payment_id,
    dated.method,
    dated.source,
    dated.load_id,
    dated.load_order,
    dated.line_order,
    dated.amount,
    dated.has_time,
    dated.local_at,
    dated.payment_date
from dated
cross join ops.settings as settings
left join reversals
    on dated.payment_id = reversals.payment_id
left join intermediate.holdings as holdings
    on
        dated.account_id = holdings.account_id
        and dated.payment_date >= holdings.start_date
        and dated.payment_date < holdings.end_date
left join intermediate.account_defaults as defaults
    on dated.account_id = defaults.account_id
