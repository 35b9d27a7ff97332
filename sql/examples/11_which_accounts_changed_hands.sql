-- question: Which accounts changed hands this month?
-- answer: `from_collector_id` held it before, also if there was a gap in between. What came in
-- answer: since is in `recovered_since`, whoever earned it.

with

hands as (
    select
        events.account_id,
        events.event_date,
        events.portfolio,
        events.currency,
        events.collector_id,
        lag(events.collector_id) over (
            partition by events.account_id
            order by events.event_number
        ) as from_collector_id
    from marts.account_timeline as events
    where
        events.event = 'assigned'
        and events.collector_id is not null
)

select
    hands.event_date as changed_on,
    hands.account_id,
    hands.portfolio,
    hands.from_collector_id,
    hands.collector_id as to_collector_id,
    hands.currency,
    coalesce(sum(credits.amount), 0) as recovered_since
from hands
cross join ops.settings as settings
left join marts.payment_credits as credits
    on
        hands.account_id = credits.account_id
        and hands.currency = credits.currency
        and hands.event_date <= credits.payment_date
        and credits.status = 'settled'
where
    hands.from_collector_id <> hands.collector_id
    and hands.event_date >= date_trunc('month', settings.as_of)
group by all
order by all
