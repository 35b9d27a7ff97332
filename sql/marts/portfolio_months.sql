-- description: how each portfolio stands in a month: receivables, work, money and the vital few behind it; one row per month, portfolio and currency
-- grain: month, portfolio, currency
-- materialized: table
-- column assigned_accounts: [accounts] accounts assigned to any collector in the month (canon 6)
-- column recovered_amount: [money] net settled payments of the month, credited to somebody or not (canon 6)
-- column actions: [actions] actions of the month (canon 6)

with

months as (
    select distinct date_trunc('month', calendar.as_of)::date as month
    from intermediate.calendar as calendar
),

stays as (
    select
        live.portfolio,
        live.currency,
        live.account_id,
        date_trunc('month', live.start_date)::date as first_month,
        (date_trunc('month', live.end_date - 1) + interval 1 month)::date as end_month
    from intermediate.live_holdings as live
    where live.scope = 'collector'
),

-- the months that none of the account's earlier stays covers, so that each counts once
fresh_stays as (
    select
        stays.portfolio,
        stays.currency,
        greatest(
            stays.first_month,
            max(stays.end_month) over (
                partition by stays.account_id, stays.portfolio, stays.currency
                order by stays.first_month, stays.end_month
                rows between unbounded preceding and 1 preceding
            )
        ) as first_month,
        stays.end_month
    from stays
),

comings as (
    select
        fresh_stays.portfolio,
        fresh_stays.currency,
        fresh_stays.first_month as month,
        count(*) as accounts
    from fresh_stays
    where fresh_stays.first_month < fresh_stays.end_month
    group by all
    union all
    select
        fresh_stays.portfolio,
        fresh_stays.currency,
        fresh_stays.end_month as month,
        -count(*) as accounts
    from fresh_stays
    where fresh_stays.first_month < fresh_stays.end_month
    group by all
),

assigned as (
    select
        months.month,
        comings.portfolio,
        comings.currency,
        sum(comings.accounts) as assigned_accounts
    from months
    inner join comings
        on months.month >= comings.month
    group by all
),

paid as (
    select
        date_trunc('month', payments.payment_date)::date as month,
        payments.portfolio,
        payments.currency,
        sum(payments.amount) as recovered_amount
    from intermediate.payments as payments
    where payments.status = 'settled'
    group by all
),

acted as (
    select
        date_trunc('month', days.action_date)::date as month,
        days.portfolio,
        days.currency,
        sum(days.actions) as actions
    from intermediate.cost_days as days
    group by all
),

vital_accounts as (
    select
        vital.month,
        vital.portfolio,
        vital.currency,
        count(*) as pareto_accounts
    from intermediate.vital_accounts as vital
    group by all
),

-- an action has behind it what it was the last touch of
fruitful_actions as (
    select
        date_trunc('month', credits.credited_date - credits.days_since_touch::integer)::date
            as month,
        credits.touch_portfolio as portfolio,
        credits.touch_currency as currency,
        credits.touch_interaction_id,
        sum(credits.amount) as amount
    from intermediate.payment_credits as credits
    where
        credits.status = 'settled'
        and credits.currency = credits.touch_currency
    group by all
    having sum(credits.amount) > 0
),

ranked_actions as (
    select
        fruitful_actions.*,
        sum(fruitful_actions.amount) over (
            partition by
                fruitful_actions.month, fruitful_actions.portfolio, fruitful_actions.currency
            order by fruitful_actions.amount desc, fruitful_actions.touch_interaction_id
            rows between unbounded preceding and current row
        ) as cumulative_amount,
        sum(fruitful_actions.amount) over (
            partition by
                fruitful_actions.month, fruitful_actions.portfolio, fruitful_actions.currency
        ) as total_amount
    from fruitful_actions
),

vital_actions as (
    select
        ranked.month,
        ranked.portfolio,
        ranked.currency,
        count(*) as pareto_actions
    from ranked_actions as ranked
    -- those before this one do not reach 80 %
    where (ranked.cumulative_amount - ranked.amount) * 5 < ranked.total_amount * 4
    group by all
),

parts as (
    select * from assigned
    union all by name
    select * from paid
    union all by name
    select * from acted
    union all by name
    select * from vital_accounts
    union all by name
    select * from vital_actions
),

figures as (
    select
        parts.month,
        parts.portfolio,
        parts.currency,
        coalesce(sum(parts.assigned_accounts), 0)::bigint as assigned_accounts,
        coalesce(sum(parts.recovered_amount), 0)::decimal(18, 4) as recovered_amount,
        coalesce(sum(parts.actions), 0)::bigint as actions,
        coalesce(sum(parts.pareto_accounts), 0)::bigint as pareto_accounts,
        coalesce(sum(parts.pareto_actions), 0)::bigint as pareto_actions
    from parts
    group by all
    having
        sum(parts.assigned_accounts) > 0
        or sum(parts.recovered_amount) <> 0
        or sum(parts.actions) > 0
)

select
    month, -- its first day
    portfolio,
    currency,
    -- the next eight are NULL where the export does not state the month
    receivables.beginning_receivable,
    receivables.credit_sales,
    receivables.ending_receivable,
    receivables.ending_current, -- part of it that is not yet due
    receivables.overdue_receivable,
    receivables.overdue_ratio,
    receivables.cei, -- collection effectiveness index of the month
    receivables.cei_quarter, -- of three months, NULL unless all of them are stated
    coalesce(figures.assigned_accounts, 0) as assigned_accounts, -- to any collector
    coalesce(figures.recovered_amount, 0)::decimal(18, 4) as recovered_amount, -- credited or not
    coalesce(figures.actions, 0) as actions,
    coalesce(figures.pareto_accounts, 0) as pareto_accounts, -- see marts.pareto_accounts
    figures.pareto_accounts::double / nullif(figures.assigned_accounts, 0)
        as pareto_account_share,
    -- of the actions, the largest by what they were the last touch of, up to 80 % of it
    coalesce(figures.pareto_actions, 0) as pareto_actions,
    figures.pareto_actions::double / nullif(figures.actions, 0) as pareto_action_share
from figures
full join intermediate.receivable_months as receivables
    using (month, portfolio, currency)
