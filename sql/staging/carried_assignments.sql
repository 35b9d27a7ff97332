-- description: rejected rows of snapshots whose account and date could be read: the account keeps its holder; one row per source, load, account and date
-- grain: source, load_id, account_id, as_of_date
-- materialized: view

select distinct
    rejected.source,
    rejected.load_id,
    rejected.parsed ->> 'account_id' as account_id,
    try_cast(rejected.parsed ->> 'as_of_date' as date) as as_of_date
from ops.rejected_rows as rejected
inner join ops.loads as loads
    on rejected.load_id = loads.load_id
where
    rejected.is_row_rejected
    and loads.entity = 'assignments'
    and loads.status = 'loaded'
    and (rejected.parsed ->> 'account_id') is not null
    and try_cast(rejected.parsed ->> 'as_of_date' as date) is not null
