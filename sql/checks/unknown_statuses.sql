-- description: the status of a payment is not one Recaudo knows, so the payment does not count as settled; one row per source and status
-- severity: warn

select
    payments.source,
    payments.status,
    count(*) as payments
from staging.payments as payments
where payments.status not in ('settled', 'pending', 'failed', 'reversed')
group by all
