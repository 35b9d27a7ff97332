-- question: How many accounts roll into a later bucket, and how many are cured?
-- answer: Of the accounts whose days past due were stated anew in the month. A bucket with a high
-- answer: `roll_rate` is where work pays most before it is too late.

select
    date_trunc('month', days.as_of)::date as month,
    days.portfolio,
    days.currency,
    days.aging_bucket,
    sum(days.restated_accounts) as restated_accounts,
    sum(days.rolled_accounts) as rolled_accounts,
    sum(days.cured_accounts) as cured_accounts,
    round(sum(days.rolled_accounts) / sum(days.restated_accounts), 4) as roll_rate,
    round(sum(days.cured_accounts) / sum(days.restated_accounts), 4) as cure_rate
from marts.aging_days as days
where days.restated_accounts > 0
group by all
order by month desc, days.portfolio, days.currency, min(days.bucket_number)
