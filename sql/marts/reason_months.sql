-- description: why debtors say they do not pay, and how much they owe; one row per month, portfolio, currency and reason code
-- grain: month, portfolio, currency, reason_code
-- materialized: table
-- column interactions: [interactions] interactions, in and out, that state the reason (canon 6)
-- column amount: [money] Σ over accounts of the balance at the end of the date of the latest such interaction, not below zero (canon 6)
-- column reason_code: NULL: never

with

-- one row per account and reason, with the date on which it was last stated
accounts as (
    select
        date_trunc('month', reasons.interaction_date)::date as month,
        reasons.portfolio,
        reasons.currency,
        reasons.reason_code,
        reasons.account_id,
        count(*) as interactions,
        max(reasons.interaction_date) as last_stated_on
    from intermediate.stated_reasons as reasons
    group by all
)

select
    accounts.month, -- its first day
    accounts.portfolio,
    accounts.currency,
    accounts.reason_code,
    count(*) as accounts,
    sum(accounts.interactions)::bigint as interactions,
    -- owed at the end of the date on which the reason was last stated
    sum(greatest(coalesce(balances.closing_balance, 0), 0))::decimal(18, 4) as amount
from accounts
left join intermediate.balances as balances
    on
        accounts.account_id = balances.account_id
        and accounts.currency = balances.currency
        and accounts.last_stated_on >= balances.balance_date
        and accounts.last_stated_on < balances.next_balance_date
group by
    accounts.month,
    accounts.portfolio,
    accounts.currency,
    accounts.reason_code
