-- question: Which few accounts bring most of the money?
-- answer: The fewest accounts that together paid 80 % of the month so far, with who holds them now
-- answer: (nobody, where they are paid off and gone) and who was credited with most of it.

with credited as (
    select
        credits.account_id,
        credits.portfolio,
        credits.currency,
        credits.credited_collector_id as collector_id,
        row_number() over (
            partition by credits.account_id, credits.portfolio, credits.currency
            order by sum(credits.amount) desc, credits.credited_collector_id
        ) as place
    from marts.payment_credits as credits
    inner join ops.settings as settings
        on credits.payment_date >= date_trunc('month', settings.as_of)
    where credits.status = 'settled'
    group by
        credits.account_id,
        credits.portfolio,
        credits.currency,
        credits.credited_collector_id
)

select
    vital.portfolio,
    vital.currency,
    vital.rank_number,
    vital.account_id,
    vital.collector_id as held_by,
    credited.collector_id as credited_collector_id,
    vital.recovered_amount,
    round(vital.cumulative_share, 4) as cumulative_share,
    vital.actions
from marts.pareto_accounts as vital
inner join ops.settings as settings on vital.month = date_trunc('month', settings.as_of)
left join credited
    on
        vital.account_id = credited.account_id
        and vital.portfolio = credited.portfolio
        and vital.currency = credited.currency
        and credited.place = 1
order by vital.portfolio, vital.currency, vital.rank_number
