-- description: how each team did in a day and in the month to date, as of every date, computed from accounts so that one that changed hands inside the team counts once; one row per period, as_of, team, portfolio and currency
-- grain: period, as_of, team, portfolio, currency
-- materialized: incremental
-- window: as_of
-- lookback: unbounded

select
    figures.period, -- day, month (to date)
    figures.as_of,
    figures.holder as team,
    figures.portfolio,
    figures.currency,
    figures.assigned_accounts,
    figures.assigned_amount,
    figures.account_days,
    figures.open_accounts,
    figures.open_amount,
    figures.recovered_amount,
    figures.recovered_assigned_amount,
    figures.worked_recovered_amount,
    figures.paying_accounts,
    figures.paying_accounts::double / nullif(figures.assigned_accounts, 0)
        as effectiveness_by_count,
    figures.recovered_assigned_amount::double / nullif(figures.assigned_amount, 0)
        as effectiveness_by_amount,
    figures.expected_amount, -- what an average team would have recovered
    figures.recovered_assigned_amount::double
    / if(figures.expected_amount > 0, figures.expected_amount, null)
        as performance_index, -- 1 is average
    figures.actions,
    figures.worked_accounts,
    figures.worked_accounts::double / nullif(figures.assigned_accounts, 0) as coverage,
    figures.visited_or_called_accounts,
    figures.visited_or_called_accounts::double / nullif(figures.assigned_accounts, 0)
        as personal_coverage,
    figures.contacted_accounts,
    figures.contacted_accounts::double / nullif(figures.worked_accounts, 0) as contact_rate,
    figures.actions::double / nullif(figures.assigned_accounts, 0) as intensity,
    figures.untouched_accounts,
    figures.idle_accounts,
    figures.unvisited_accounts,
    figures.promises_made,
    figures.promises_made_amount,
    figures.promises_kept,
    figures.promises_kept_amount,
    figures.promises_partial,
    figures.promises_partial_amount,
    figures.promises_broken,
    figures.promises_broken_amount,
    figures.promises_superseded,
    figures.promises_kept::double
    / nullif(figures.promises_kept + figures.promises_partial + figures.promises_broken, 0)
        as kept_rate_by_count,
    figures.promises_kept_amount::double
    / nullif(
        figures.promises_kept_amount
        + figures.promises_partial_amount
        + figures.promises_broken_amount,
        0
    ) as kept_rate_by_amount,
    coalesce(loads.collectors, 0)::bigint as collectors, -- of this team on as_of
    -- how evenly the open accounts lie on them: 0 is even; NULL, as the next three, without any
    loads.open_accounts_gini,
    loads.open_accounts_max_to_mean, -- 1 is even
    loads.open_amount_gini,
    loads.open_amount_max_to_mean
from intermediate.holder_periods as figures
left join intermediate.team_loads as loads
    on
        figures.period = loads.period
        and figures.as_of = loads.as_of
        and figures.holder = loads.team
        and figures.portfolio = loads.portfolio
        and figures.currency = loads.currency
        and not loads.is_over_portfolios
where
    figures.scope = 'team'
    and figures.as_of >= $start
    and figures.as_of < $end
    and (
        figures.assigned_accounts <> 0
        or figures.assigned_amount <> 0
        or figures.account_days <> 0
        or figures.open_accounts <> 0
        or figures.open_amount <> 0
        or figures.recovered_amount <> 0
        or figures.recovered_assigned_amount <> 0
        or figures.worked_recovered_amount <> 0
        or figures.paying_accounts <> 0
        or figures.expected_amount <> 0
        or figures.actions <> 0
        or figures.worked_accounts <> 0
        or figures.visited_or_called_accounts <> 0
        or figures.contacted_accounts <> 0
        or figures.untouched_accounts <> 0
        or figures.idle_accounts <> 0
        or figures.unvisited_accounts <> 0
        or figures.promises_made <> 0
        or figures.promises_made_amount <> 0
        or figures.promises_kept <> 0
        or figures.promises_kept_amount <> 0
        or figures.promises_partial <> 0
        or figures.promises_partial_amount <> 0
        or figures.promises_broken <> 0
        or figures.promises_broken_amount <> 0
        or figures.promises_superseded <> 0
    )
