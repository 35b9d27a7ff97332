-- description: dates at whose end an account, held or listed without a holder, owed one and the same positive balance; one row per account and start
-- grain: account_id, start_date
-- materialized: incremental
-- key: account_id
-- column open_amount: [money] balance at the end of each date of the span

with

-- a statement that repeats a balance changes nothing
changes as (
    select
        balances.account_id,
        balances.currency,
        balances.balance_date,
        balances.closing_balance
    from intermediate.balances as balances
    qualify balances.closing_balance is distinct from lag(balances.closing_balance) over (
        partition by balances.account_id, balances.currency
        order by balances.balance_date
    )
),

levels as (
    select
        changes.account_id,
        changes.currency,
        changes.closing_balance,
        changes.balance_date as start_date,
        lead(changes.balance_date, 1, date '9999-12-31') over (
            partition by changes.account_id, changes.currency
            order by changes.balance_date
        ) as end_date
    from changes
)

select
    holdings.account_id,
    holdings.portfolio,
    holdings.currency,
    greatest(holdings.start_date, levels.start_date) as start_date,
    least(holdings.end_date, levels.end_date) as end_date, -- exclusive, 9999-12-31 while it lasts
    levels.closing_balance as open_amount
from intermediate.holdings as holdings
inner join levels
    on
        holdings.account_id = levels.account_id
        and holdings.currency = levels.currency
        and holdings.start_date < levels.end_date
        and holdings.end_date > levels.start_date
where levels.closing_balance > 0
