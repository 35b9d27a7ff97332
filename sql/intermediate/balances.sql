-- description: balance of an account at the start and the end of each date on which a statement or a payment changed it; one row per account, currency and such date
-- grain: account_id, currency, balance_date
-- materialized: incremental
-- key: account_id

-- A balance is the last one stated, which holds from the start of its date, minus the net settled
-- payments dated from then on. Before the first statement there is no balance.
with

paid as (
    select
        payments.account_id,
        payments.currency,
        payments.payment_date as balance_date,
        sum(payments.amount) as paid_amount
    from intermediate.payments as payments
    where payments.status = 'settled'
    group by all
),

movements as (
    select
        coalesce(statements.account_id, paid.account_id) as account_id,
        coalesce(statements.currency, paid.currency) as currency,
        coalesce(statements.statement_date, paid.balance_date) as balance_date,
        statements.balance as stated_balance,
        coalesce(paid.paid_amount, 0) as paid_amount
    from intermediate.balance_statements as statements
    full join paid
        on
            statements.account_id = paid.account_id
            and statements.currency = paid.currency
            and statements.statement_date = paid.balance_date
),

since_statement as (
    select
        movements.*,
        count(movements.stated_balance) over (
            partition by movements.account_id, movements.currency
            order by movements.balance_date
        ) as statement_number
    from movements
),

running as (
    select
        since_statement.*,
        first_value(since_statement.stated_balance) over since as statement_balance,
        sum(since_statement.paid_amount) over since as paid_since
    from since_statement
    where since_statement.statement_number > 0
    window since as (
        partition by
            since_statement.account_id,
            since_statement.currency,
            since_statement.statement_number
        order by since_statement.balance_date
    )
)

select
    running.account_id,
    running.currency,
    running.balance_date,
    lead(running.balance_date, 1, date '9999-12-31') over (
        partition by running.account_id, running.currency
        order by running.balance_date
    ) as next_balance_date,
    -- before the payments of that date
    (running.statement_balance - running.paid_since + running.paid_amount)::decimal(18, 4)
        as opening_balance,
    (running.statement_balance - running.paid_since)::decimal(18, 4) as closing_balance
from running
