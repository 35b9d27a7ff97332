-- description: the channel of interactions is not one Recaudo knows, so they count as other; one row per source
-- severity: warn

select
    rejected.source,
    rejected.column_name,
    count(*) as interactions
from ops.rejected_rows as rejected
where
    rejected.reason = 'unknown_channel'
    and not rejected.is_row_rejected
group by all
