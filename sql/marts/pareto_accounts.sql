-- description: the vital few: the largest of a month's paying assigned accounts, as many as it takes to 80 % of their money; one row per month, portfolio, currency and account
-- grain: month, portfolio, currency, account_id
-- materialized: view
-- checked: never
-- column recovered_amount: [money] net settled amount that the account paid in the month (canon 6)
-- column collector_id: holder on the last date of the month; NULL: nobody
-- column actions: [actions] actions of the month on the account

with

acted as (
    select
        vital.month,
        actions.portfolio,
        actions.currency,
        actions.account_id,
        count(*) as actions
    from intermediate.vital_accounts as vital
    inner join intermediate.actions as actions
        on
            vital.portfolio = actions.portfolio
            and vital.currency = actions.currency
            and vital.account_id = actions.account_id
            and vital.month <= actions.action_date
            and vital.last_date >= actions.action_date
    group by all
)

select
    vital.month, -- its first day
    vital.portfolio,
    vital.currency,
    vital.account_id,
    -- holder at the end of the month, NULL: nobody
    if(holdings.end_date > vital.last_date, holdings.collector_id, null) as collector_id,
    vital.rank_number, -- 1: paid the most
    vital.recovered_amount, -- net settled payments of the month
    vital.cumulative_amount, -- with all accounts of a smaller rank_number
    vital.cumulative_share, -- of what all paying assigned accounts paid
    coalesce(acted.actions, 0) as actions -- of the month
from intermediate.vital_accounts as vital
asof left join intermediate.holdings as holdings
    on
        vital.account_id = holdings.account_id
        and vital.last_date >= holdings.start_date
left join acted
    on
        vital.month = acted.month
        and vital.portfolio = acted.portfolio
        and vital.currency = acted.currency
        and vital.account_id = acted.account_id
