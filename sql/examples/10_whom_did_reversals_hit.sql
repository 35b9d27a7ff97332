-- question: Which payments were taken back this month, and whom did it hit?
-- answer: A reversal lowers the figures of whoever was credited with the payment, on the reversal's
-- answer: own date. One with status `ignored` takes back what never settled and hits nobody.

select
    reversals.payment_date,
    reversals.payment_id,
    reversals.reverses_payment_id,
    reversals.account_id,
    reversals.currency,
    reversals.amount,
    reversals.status,
    reversals.credited_collector_id,
    reversals.original_payment_date,
    payments.amount as original_amount
from marts.payment_credits as reversals
cross join ops.settings as settings
left join marts.payment_credits as payments
    on reversals.reverses_payment_id = payments.payment_id
where
    reversals.amount < 0
    and reversals.payment_date >= date_trunc('month', settings.as_of)
order by reversals.payment_date, reversals.payment_id
