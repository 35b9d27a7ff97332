-- description: a negative payment names a payment that was never loaded, so the ordinary rule credits it; one row per such payment
-- severity: warn

select
    payments.payment_id,
    payments.reverses_payment_id,
    payments.payment_date,
    payments.amount,
    payments.currency
from intermediate.payments as payments
where
    payments.amount < 0
    and payments.reverses_payment_id is not null
    and payments.reversed_payment_id is null
