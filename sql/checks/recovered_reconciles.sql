-- description: what collectors recovered day by day, and what teams did, is what payments credit them with; one row per date and currency where it is not
-- severity: error

with

credited as (
    select
        credits.payment_date as as_of,
        credits.currency,
        sum(credits.amount) as credited_amount
    from marts.payment_credits as credits
    where
        credits.status = 'settled'
        and credits.credited_collector_id is not null
    group by all
),

by_collector as (
    select
        figures.as_of,
        figures.currency,
        sum(figures.recovered_amount) as collectors_amount
    from marts.collector_periods as figures
    where figures.period = 'day'
    group by all
),

by_team as (
    select
        figures.as_of,
        figures.currency,
        sum(figures.recovered_amount) as teams_amount
    from marts.team_periods as figures
    where figures.period = 'day'
    group by all
)

select
    coalesce(credited.as_of, by_collector.as_of, by_team.as_of) as as_of,
    coalesce(credited.currency, by_collector.currency, by_team.currency) as currency,
    coalesce(credited.credited_amount, 0) as credited_amount,
    coalesce(by_collector.collectors_amount, 0) as collectors_amount,
    coalesce(by_team.teams_amount, 0) as teams_amount
from credited
full join by_collector
    on
        credited.as_of = by_collector.as_of
        and credited.currency = by_collector.currency
full join by_team
    on
        coalesce(credited.as_of, by_collector.as_of) = by_team.as_of
        and coalesce(credited.currency, by_collector.currency) = by_team.currency
where
    coalesce(credited.credited_amount, 0) <> coalesce(by_collector.collectors_amount, 0)
    or coalesce(credited.credited_amount, 0) <> coalesce(by_team.teams_amount, 0)
