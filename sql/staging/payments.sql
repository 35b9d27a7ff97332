-- description: payments with business dates; one row per payment
-- grain: payment_id
-- materialized: view
-- column payment_id: the export's id, else one made from the row's content
-- column status: `settled`, `pending`, `failed`, `reversed` or `unknown`; NULL: never

select
    coalesce(
        payments.payment_id,
        lpad(lower(to_hex(payments.row_hash)), 32, '0') || '-' || payments.row_ordinal
    ) as payment_id,
    payments.account_id,
    payments.reverses_payment_id,
    payments.currency,
    coalesce(payments.status, 'settled') as status, -- a word mapped to nothing, too
    payments.method,
    payments.source,
    payments.load_id,
    load_order.load_order,
    payments.line_order,
    payments.amount,
    payments.paid_at,
    payments.paid_at_has_time as has_time,
    if(
        payments.paid_at_has_time,
        payments.paid_at at time zone 'UTC' at time zone settings.time_zone,
        payments.paid_at
    ) as local_at,
    local_at::date as payment_date
from raw.payments as payments
cross join ops.settings as settings
left join staging.load_order as load_order
    on payments.load_id = load_order.load_id
