-- question: Is the load spread evenly over each team?
-- answer: A Gini of 0 is an even load; `max_to_mean` of 2 means that one collector carries twice
-- answer: the mean. Uneven amounts over even counts mean that somebody has the large debts.

select
    balance.team,
    balance.currency,
    balance.collectors,
    balance.open_accounts,
    round(balance.open_accounts_gini, 3) as open_accounts_gini,
    round(balance.open_accounts_max_to_mean, 2) as open_accounts_max_to_mean,
    balance.open_amount,
    round(balance.open_amount_gini, 3) as open_amount_gini,
    round(balance.open_amount_max_to_mean, 2) as open_amount_max_to_mean
from marts.team_balance as balance
inner join ops.settings as settings on balance.as_of = settings.as_of
where balance.period = 'month'
order by balance.currency, balance.open_amount_gini desc nulls last, balance.team
