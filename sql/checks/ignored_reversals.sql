-- description: a negative payment takes back a payment that never settled, so it was left out of every sum; one row per such payment
-- severity: warn

select
    payments.payment_id,
    payments.reversed_payment_id,
    payments.payment_date,
    payments.amount,
    payments.currency
from intermediate.payments as payments
where payments.status = 'ignored'
