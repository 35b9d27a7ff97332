-- description: how evenly a team's open accounts lie on its collectors, over all portfolios; one row per period, as_of, team and currency
-- grain: period, as_of, team, currency
-- materialized: incremental
-- window: as_of
-- lookback: unbounded
-- column collectors: [collectors] collectors with a row of the period in `marts.collector_periods` (canon 2)

select
    loads.period, -- day, month (to date)
    loads.as_of,
    loads.team,
    loads.currency,
    loads.collectors, -- with figures in the period
    loads.open_accounts,
    loads.open_amount,
    loads.open_accounts_gini, -- 0 is even; NULL, as the next three, without open accounts
    loads.open_accounts_max_to_mean, -- 1 is even
    loads.open_amount_gini,
    loads.open_amount_max_to_mean
from intermediate.team_loads as loads
where
    loads.is_over_portfolios
    and loads.as_of >= $start
    and loads.as_of < $end
