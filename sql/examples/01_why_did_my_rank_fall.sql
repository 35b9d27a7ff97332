-- question: Why did my rank fall since yesterday?
-- answer: The first row is the collector asked about, the others are those who passed. Either they
-- answer: recovered more on the day, or the collector received accounts that have not paid yet. On
-- answer: the first of a month there is no yesterday.

with

asked as (
    -- write the collector here; by default the one who fell furthest
    select
        collector_id,
        currency
    from marts.leaderboard
    where rank_change is not null
    order by rank_change, rank_by_amount, collector_id
    limit 1
),

days as (
    select
        figures.as_of,
        figures.collector_id,
        any_value(figures.collector_name) as collector_name,
        sum(figures.assigned_accounts) as assigned_accounts,
        sum(figures.assigned_amount) as assigned_amount,
        sum(figures.recovered_assigned_amount) as recovered_assigned_amount,
        sum(figures.recovered_assigned_amount)::double / nullif(sum(figures.assigned_amount), 0)
            as effectiveness_by_amount
    from marts.collector_periods as figures
    cross join ops.settings as settings
    inner join asked on figures.currency = asked.currency
    where
        figures.period = 'month'
        and figures.as_of >= greatest(settings.as_of - 1, date_trunc('month', settings.as_of))
        and figures.as_of <= settings.as_of
    group by figures.as_of, figures.collector_id
),

ranked as (
    select
        days.*,
        dense_rank() over (
            partition by days.as_of
            order by days.effectiveness_by_amount desc
        ) as rank_by_amount
    from days
    cross join ops.settings as settings
    where
        days.assigned_accounts >= settings.min_assigned_accounts
        and days.effectiveness_by_amount is not null
),

moves as (
    select
        today.collector_id,
        today.collector_name,
        today.collector_id = asked.collector_id as is_asked,
        yesterday.rank_by_amount as rank_before,
        today.rank_by_amount as rank_now,
        round(yesterday.effectiveness_by_amount, 4) as effectiveness_before,
        round(today.effectiveness_by_amount, 4) as effectiveness_now,
        today.recovered_assigned_amount - yesterday.recovered_assigned_amount as recovered_since,
        today.assigned_amount - yesterday.assigned_amount as received_since
    from ranked as today
    cross join asked
    cross join ops.settings as settings
    inner join ranked as yesterday
        on
            today.collector_id = yesterday.collector_id
            and today.as_of = settings.as_of
            and yesterday.as_of = settings.as_of - 1
)

select
    moves.collector_id,
    moves.collector_name,
    moves.rank_before,
    moves.rank_now,
    moves.effectiveness_before,
    moves.effectiveness_now,
    moves.recovered_since,
    moves.received_since
from moves
inner join moves as asked on asked.is_asked
where
    moves.is_asked
    or (moves.rank_before >= asked.rank_before and moves.rank_now < asked.rank_now)
order by moves.is_asked desc, moves.rank_now
