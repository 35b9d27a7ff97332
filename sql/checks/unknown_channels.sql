-- description: the channel of interactions is not one Recaudo knows, so they count as other; map it under values: channel:; one row per source and word
-- severity: warn

select
    rejected.source,
    rejected.message,
    count(*) as interactions
from ops.rejected_rows as rejected
where
    rejected.reason = 'unknown_channel'
    and not rejected.is_row_rejected
group by all
