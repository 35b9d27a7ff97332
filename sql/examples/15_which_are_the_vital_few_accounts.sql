-- question: Which few accounts bring most of the money?
-- answer: The fewest accounts that together paid 80 % of the month so far. Their collectors should
-- answer: know them by name.

select
    vital.portfolio,
    vital.currency,
    vital.rank_number,
    vital.account_id,
    vital.collector_id,
    vital.recovered_amount,
    round(vital.cumulative_share, 4) as cumulative_share,
    vital.actions
from marts.pareto_accounts as vital
inner join ops.settings as settings on vital.month = date_trunc('month', settings.as_of)
order by vital.portfolio, vital.currency, vital.rank_number
