-- description: dates on which an account had a balance above zero, at their start or at their end; one row per account, currency and unbroken span
-- grain: account_id, currency, start_date
-- materialized: incremental
-- key: account_id

with

-- the date of a change itself, and the dates up to the next change, at whose balance it closed
pieces as (
    select
        balances.account_id,
        balances.currency,
        balances.balance_date as start_date,
        (balances.balance_date + 1)::date as end_date,
        balances.opening_balance > 0 or balances.closing_balance > 0 as is_live
    from intermediate.balances as balances
    union all
    select
        balances.account_id,
        balances.currency,
        (balances.balance_date + 1)::date as start_date,
        balances.next_balance_date as end_date,
        balances.closing_balance > 0 as is_live
    from intermediate.balances as balances
    where balances.next_balance_date > balances.balance_date + 1
),

live as (
    select
        pieces.*,
        pieces.start_date is distinct from lag(pieces.end_date) over (
            partition by pieces.account_id, pieces.currency
            order by pieces.start_date
        ) as is_break
    from pieces
    where pieces.is_live
),

numbered as (
    select
        live.*,
        sum(live.is_break::integer) over (
            partition by live.account_id, live.currency
            order by live.start_date
        ) as span_number
    from live
)

select
    numbered.account_id,
    numbered.currency,
    min(numbered.start_date) as start_date,
    max(numbered.end_date) as end_date -- exclusive
from numbered
group by
    numbered.account_id,
    numbered.currency,
    numbered.span_number
