-- question: How many accounts roll into a later bucket, and how many are cured?
-- answer: From one statement of the days past due to the next, on the latest dates that had any: with
-- answer: weekly lists a rate is one of a week. Accounts that were paid off leave their bucket without
-- answer: being cured. A bucket with a high `roll_rate` is where work pays most before it is too late.

select
    days.as_of,
    days.portfolio,
    days.currency,
    days.aging_bucket,
    days.restated_accounts,
    days.rolled_accounts,
    days.cured_accounts,
    round(days.roll_rate, 4) as roll_rate,
    round(days.cure_rate, 4) as cure_rate
from marts.aging_days as days
where days.restated_accounts > 0
qualify dense_rank() over (order by days.as_of desc) <= 4
order by days.as_of desc, days.portfolio, days.currency, days.bucket_number
