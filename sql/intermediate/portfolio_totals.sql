-- description: what was assigned, done and paid in a month, and how few accounts and actions the most of it came from; one row per month, portfolio and currency
-- grain: month, portfolio, currency
-- materialized: incremental
-- window: month
-- spans: month
-- lookback: unbounded
-- lookahead: ops.settings.touch_days
-- column assigned_accounts: [accounts] accounts assigned to any collector in the month (canon 6)
-- column recovered_amount: [money] net settled payments of the month, credited to somebody or not (canon 6)
-- column actions: [actions] actions of the month (canon 6)

with

months as (
    select
        date_trunc('month', calendar.as_of)::date as month,
        max(calendar.as_of) as last_date
    from intermediate.calendar as calendar
    where
        calendar.as_of >= $start
        and calendar.as_of < $end
    group by all
),

assigned as (
    select
        months.month,
        live.portfolio,
        live.currency,
        count(distinct live.account_id) as assigned_accounts
    from months
    inner join intermediate.live_holdings as live
        on
            months.last_date >= live.start_date
            and months.month < live.end_date
    where
        live.scope = 'collector'
        and live.end_date > $start -- implied; lets blocks be skipped
    group by all
),

paid as (
    select
        date_trunc('month', payments.payment_date)::date as month,
        payments.portfolio,
        payments.currency,
        sum(payments.amount) as recovered_amount
    from intermediate.payments as payments
    where
        payments.status = 'settled'
        and payments.payment_date >= $start
        and payments.payment_date < $end
    group by all
),

acted as (
    select
        date_trunc('month', days.action_date)::date as month,
        days.portfolio,
        days.currency,
        sum(days.actions) as actions
    from intermediate.cost_days as days
    where
        days.action_date >= $start
        and days.action_date < $end
    group by all
),

vital_accounts as (
    select
        vital.month,
        vital.portfolio,
        vital.currency,
        count(*) as pareto_accounts
    from intermediate.vital_accounts as vital
    where
        vital.month >= $start
        and vital.month < $end
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
        and credits.credited_date >= $start -- implied by the next; lets blocks be skipped
        and credits.credited_date - credits.days_since_touch::integer >= $start
        and credits.credited_date - credits.days_since_touch::integer < $end
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
)

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
