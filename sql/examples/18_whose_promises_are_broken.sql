-- question: Whose promises are broken most?
-- answer: Promises judged this month. Many broken ones with a low `median_promised_days` are
-- answer: promises taken only to end the call.

select
    promises.collector_id,
    promises.currency,
    count(*) as judged_promises,
    count(*) filter (where promises.status = 'kept') as kept,
    count(*) filter (where promises.status = 'partial') as partial,
    count(*) filter (where promises.status = 'broken') as broken,
    round(kept / judged_promises, 4) as kept_rate_by_count,
    sum(promises.amount) filter (where promises.status = 'broken') as broken_amount,
    median(promises.due_date - promises.promised_on) as median_promised_days
from marts.promises as promises
cross join ops.settings as settings
where
    promises.judged_on >= date_trunc('month', settings.as_of)
    and promises.status in ('kept', 'partial', 'broken')
group by promises.collector_id, promises.currency
order by kept_rate_by_count, broken_amount desc, promises.collector_id
