-- description: how evenly open accounts lie on the collectors of a team, by portfolio and over all of them; one row per period, as_of, team, currency and portfolio, with all of them as one more
-- grain: period, as_of, team, currency, portfolio, is_over_portfolios
-- materialized: view

with

loads as (
    select
        figures.period,
        figures.as_of,
        figures.team,
        figures.currency,
        figures.portfolio,
        false as is_over_portfolios,
        figures.collector_id,
        figures.open_accounts,
        figures.open_amount
    from marts.collector_periods as figures
    union all
    select
        figures.period,
        figures.as_of,
        figures.team,
        figures.currency,
        '(all)' as portfolio,
        true as is_over_portfolios,
        figures.collector_id,
        sum(figures.open_accounts)::bigint as open_accounts,
        sum(figures.open_amount)::decimal(18, 4) as open_amount
    from marts.collector_periods as figures
    group by all
),

ordered as (
    select
        loads.*,
        row_number() over (peers order by loads.open_accounts) as accounts_place,
        row_number() over (peers order by loads.open_amount) as amount_place
    from loads
    window peers as (
        partition by
            loads.period,
            loads.as_of,
            loads.team,
            loads.currency,
            loads.portfolio,
            loads.is_over_portfolios
    )
)

-- With the loads x in rising order, the sum of all |xi - xj| is 2 * sum((2i - n - 1) * xi), so
-- Gini = sum((2i - n - 1) * xi) / (n * sum(x)).
select
    ordered.period,
    ordered.as_of,
    ordered.team,
    ordered.currency,
    ordered.portfolio,
    ordered.is_over_portfolios,
    count(*) as collectors,
    sum(ordered.open_accounts)::bigint as open_accounts,
    sum(ordered.open_amount)::decimal(18, 4) as open_amount,
    -- 0 is an even load; NULL, as the next three, where nobody has an open account
    (
        2 * sum(ordered.accounts_place * ordered.open_accounts)
        - (count(*) + 1) * sum(ordered.open_accounts)
    )::double / nullif(count(*) * sum(ordered.open_accounts), 0) as open_accounts_gini,
    max(ordered.open_accounts)::double * count(*) / nullif(sum(ordered.open_accounts), 0)
        as open_accounts_max_to_mean,
    (
        2 * sum(ordered.amount_place * ordered.open_amount)
        - (count(*) + 1) * sum(ordered.open_amount)
    )::double / nullif(count(*) * sum(ordered.open_amount), 0) as open_amount_gini,
    max(ordered.open_amount)::double * count(*) / nullif(sum(ordered.open_amount), 0)
        as open_amount_max_to_mean
from ordered
group by all
