-- description: how evenly a team's open accounts lie on its collectors on the data date, over all portfolios; one row per period, team and currency
-- labels: team, currency, period
-- max_series: 500
-- metric collectors: Collectors of the team with figures in the period.
-- metric open_accounts: Accounts held on the data date with a balance above zero.
-- metric open_amount: Balance of the open accounts at the end of the data date, in the currency of the label.
-- metric open_accounts_gini: Gini coefficient of the open accounts of the team's collectors; 0 is an even load.
-- metric open_accounts_max_to_mean: Most open accounts of a collector divided by the team's mean; 1 is an even load.
-- metric open_amount_gini: Gini coefficient of the open amounts of the team's collectors; 0 is an even load.
-- metric open_amount_max_to_mean: Largest open amount of a collector divided by the team's mean; 1 is an even load.

with settings as (
    select as_of
    from ops.settings
)

select
    balance.team,
    balance.currency,
    balance.period,
    balance.collectors,
    balance.open_accounts,
    balance.open_amount,
    balance.open_accounts_gini,
    balance.open_accounts_max_to_mean,
    balance.open_amount_gini,
    balance.open_amount_max_to_mean
from marts.team_balance as balance
inner join settings on balance.as_of = settings.as_of
