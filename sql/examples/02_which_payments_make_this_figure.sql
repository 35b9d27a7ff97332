-- question: Which payments does a collector's recovered amount consist of?
-- answer: The last running total is `recovered_amount` on the board. `recaudo trace raw.payments
-- answer: ID` goes on to the file and the line.

with asked as (
    -- write the collector here; by default the first of the board
    select
        collector_id,
        currency
    from marts.leaderboard
    order by rank_by_amount nulls last, recovered_amount desc, collector_id
    limit 1
)

select
    credits.payment_date,
    credits.payment_id,
    credits.account_id,
    credits.portfolio,
    credits.amount,
    sum(credits.amount) over (order by credits.payment_date, credits.payment_id) as running_total,
    credits.reverses_payment_id,
    credits.is_worked
from marts.payment_credits as credits
cross join ops.settings as settings
inner join asked
    on
        credits.credited_collector_id = asked.collector_id
        and credits.currency = asked.currency
where
    credits.status = 'settled'
    and credits.payment_date >= date_trunc('month', settings.as_of)
    and credits.payment_date <= settings.as_of
order by credits.payment_date, credits.payment_id
