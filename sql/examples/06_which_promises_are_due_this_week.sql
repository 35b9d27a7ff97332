-- question: Which promises fall due in the next seven days, and what is still missing?
-- answer: Call before the date, not after it. `missing_amount` is what has to come within the due
-- answer: date and the days of grace.

select
    promises.due_date,
    promises.collector_id,
    promises.account_id,
    promises.portfolio,
    promises.currency,
    promises.amount,
    promises.paid_amount,
    promises.amount - promises.paid_amount as missing_amount,
    promises.due_date + settings.grace_days as last_date,
    promises.promised_on,
    promises.promise_id
from marts.promises as promises
cross join ops.settings as settings
where
    promises.status = 'pending'
    and promises.due_date > settings.as_of
    and promises.due_date <= settings.as_of + 7
order by promises.due_date, promises.amount desc, promises.promise_id
