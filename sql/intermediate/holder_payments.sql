-- description: settled payments somebody earned, seen twice, by collector and by the team the collector was in on the day; one row per scope and payment
-- grain: scope, payment_id
-- materialized: incremental
-- key: account_id

-- A reversal is on the side of the assigned accounts whenever the payment it reverses was: on that
-- payment's own day for the day's figure, in that payment's own month for the month's, and by that
-- payment's own holder and portfolio.
with

credits as (
    select
        credits.*,
        coalesce(own_teams.team, '(none)') as team,
        coalesce(credited_teams.team, '(none)') as credited_team
    from intermediate.payment_credits as credits
    left join intermediate.collector_teams as own_teams
        on
            credits.credited_collector_id = own_teams.collector_id
            and credits.payment_date >= own_teams.start_date
            and credits.payment_date < own_teams.end_date
    left join intermediate.collector_teams as credited_teams
        on
            credits.credited_collector_id = credited_teams.collector_id
            and credits.credited_date >= credited_teams.start_date
            and credits.credited_date < credited_teams.end_date
    where
        credits.status = 'settled'
        and credits.credited_collector_id is not null
),

scoped as (
    select
        'collector' as scope,
        credits.credited_collector_id as holder,
        credits.credited_collector_id as credited_holder,
        credits.*
    from credits
    union all
    select
        'team' as scope,
        credits.team as holder,
        credits.credited_team as credited_holder,
        credits.*
    from credits
),

sides as (
    select
        scoped.scope,
        scoped.payment_id,
        bool_or(
            scoped.credited_date >= live.start_date
            and scoped.credited_date < live.end_date
        ) as was_assigned_on_day,
        min(greatest(live.start_date, date_trunc('month', scoped.credited_date)::date)) filter (
            last_day(scoped.credited_date) >= live.start_date
            and date_trunc('month', scoped.credited_date) < live.end_date
        ) as assigned_in_month_from
    from scoped
    inner join intermediate.live_holdings as live
        on
            scoped.scope = live.scope
            and scoped.credited_holder = live.holder
            and scoped.account_id = live.account_id
            and scoped.credited_portfolio = live.portfolio
            and scoped.credited_currency = live.currency
    where scoped.reversed_payment_id is not null
    group by all
)

select
    scoped.scope,
    scoped.holder,
    scoped.account_id,
    scoped.payment_id,
    scoped.portfolio,
    scoped.currency,
    scoped.is_worked,
    scoped.reversed_payment_id is not null as is_reversal,
    coalesce(sides.was_assigned_on_day, false) as was_assigned_on_day, -- of a reversal only
    -- of a reversal only: first day in its payment's month on which the account was assigned, NULL: none
    sides.assigned_in_month_from,
    scoped.amount,
    scoped.credited_date,
    scoped.payment_date
from scoped
left join sides
    on
        scoped.scope = sides.scope
        and scoped.payment_id = sides.payment_id
