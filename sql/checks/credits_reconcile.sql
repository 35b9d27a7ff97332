-- description: credited and unattributed amounts add up to the settled amount of the payments themselves; one row per currency that does not
-- severity: error

with

settled as (
    select
        payments.currency,
        sum(payments.amount) as settled_amount
    from intermediate.payments as payments
    where payments.status = 'settled'
    group by all
),

credited as (
    select
        credits.currency,
        sum(credits.amount) filter (where credits.credited_collector_id is not null)
            as credited_amount,
        sum(credits.amount) filter (where credits.credited_collector_id is null)
            as unattributed_amount
    from marts.payment_credits as credits
    where credits.status = 'settled'
    group by all
)

select
    coalesce(settled.currency, credited.currency) as currency,
    settled.settled_amount,
    credited.credited_amount,
    credited.unattributed_amount
from settled
full join credited
    on settled.currency = credited.currency
where
    coalesce(settled.settled_amount, 0)
    <> coalesce(credited.credited_amount, 0) + coalesce(credited.unattributed_amount, 0)
