-- description: the status of payments is not one Recaudo knows, so they do not count as settled; map it under values: status:; one row per source and word
-- severity: warn

select
    rejected.source,
    rejected.message,
    count(*) as payments
from ops.rejected_rows as rejected
where
    rejected.reason = 'unknown_status'
    and not rejected.is_row_rejected
group by all
