-- description: every payment up to the board's date is in payment_credits, and nothing else is; one row per payment that is in one of them only
-- severity: error

select
    payments.payment_id,
    credits.payment_id as credits_payment_id
from intermediate.payments as payments
full join marts.payment_credits as credits
    on payments.payment_id = credits.payment_id
where
    payments.payment_id is null
    or credits.payment_id is null
