-- description: accounts assigned to a holder in a period, with balance, segment and neglect; one row per period, as_of, scope, holder, portfolio, currency and account
-- grain: period, as_of, scope, holder, portfolio, currency, account_id
-- materialized: view
-- column account_days: [days] days held in the period
-- column assigned_amount: [money] balance at the start of the later of the period's start and the first day held in it (canon 2)
-- column open_amount: [money] balance at the end of `as_of` if it is open, else 0

-- Held at any time in the period with a balance above zero on at least one of the days held. What
-- held on a date is joined by its first date and the next one, since an asof join would sort whole
-- tables for each window.
with

assigned as (
    select distinct
        periods.period,
        periods.as_of,
        periods.period_start,
        periods.is_last_of_month,
        live.scope,
        live.holder,
        live.portfolio,
        live.currency,
        live.account_id
    from intermediate.periods as periods
    inner join intermediate.live_holdings as live
        on
            periods.as_of >= live.start_date
            and periods.period_start < live.end_date
),

held as (
    select
        assigned.period,
        assigned.as_of,
        assigned.is_last_of_month,
        assigned.scope,
        assigned.holder,
        assigned.portfolio,
        assigned.currency,
        assigned.account_id,
        greatest(assigned.period_start, min(holdings.start_date)) as first_held_on,
        max(holdings.end_date) > assigned.as_of as is_held_on_as_of,
        sum(
            least(holdings.end_date, assigned.as_of + 1)
            - greatest(holdings.start_date, assigned.period_start)
        ) as account_days
    from assigned
    inner join intermediate.holder_holdings as holdings
        on
            assigned.scope = holdings.scope
            and assigned.holder = holdings.holder
            and assigned.portfolio = holdings.portfolio
            and assigned.currency = holdings.currency
            and assigned.account_id = holdings.account_id
            and assigned.as_of >= holdings.start_date
            and assigned.period_start < holdings.end_date
    group by
        assigned.period,
        assigned.as_of,
        assigned.period_start,
        assigned.is_last_of_month,
        assigned.scope,
        assigned.holder,
        assigned.portfolio,
        assigned.currency,
        assigned.account_id
),

opened as (
    select
        held.*,
        -- at the start of the date, before its payments
        if(
            balances.balance_date = held.first_held_on,
            balances.opening_balance,
            balances.closing_balance
        ) as assigned_amount
    from held
    left join intermediate.balances as balances
        on
            held.account_id = balances.account_id
            and held.currency = balances.currency
            and held.first_held_on >= balances.balance_date
            and held.first_held_on < balances.next_balance_date
),

closed as (
    select
        opened.*,
        if(opened.is_held_on_as_of, balances.closing_balance, 0) as closing_balance
    from opened
    left join intermediate.balances as balances
        on
            opened.account_id = balances.account_id
            and opened.currency = balances.currency
            and opened.as_of >= balances.balance_date
            and opened.as_of < balances.next_balance_date
),

aged as (
    select
        closed.*,
        aging.aging_bucket
    from closed
    left join intermediate.aging_statements as aging
        on
            closed.account_id = aging.account_id
            and closed.first_held_on >= aging.statement_date
            and closed.first_held_on < aging.next_statement_date
),

acted as (
    select
        aged.*,
        actions.action_date as last_action_date,
        actions.last_visit_date
    from aged
    left join intermediate.action_days as actions
        on
            aged.account_id = actions.account_id
            and aged.as_of >= actions.action_date
            and aged.as_of < actions.next_action_date
),

bands as (
    select
        list(bands.low_amount order by bands.band_number) filter (where bands.band_number > 0)
            as low_amounts,
        list(bands.amount_band order by bands.band_number) as amount_bands
    from intermediate.amount_bands as bands
),

first_assigned as (
    select
        holdings.account_id,
        min(holdings.start_date) as first_assigned_date
    from intermediate.holdings as holdings
    group by all
)

select
    acted.period,
    acted.as_of,
    acted.scope, -- collector, team
    acted.holder, -- collector_id, or name of the team
    acted.portfolio,
    acted.currency,
    acted.account_id,
    acted.is_last_of_month, -- the month as it ended, or as the board knows it
    acted.account_days,
    coalesce(acted.assigned_amount, 0) as assigned_amount,
    -- of that amount, and of the date on which it is taken
    bands.amount_bands[
        1 + len(list_filter(bands.low_amounts, lambda low: low <= acted.assigned_amount))
    ] as amount_band,
    coalesce(acted.aging_bucket, 'unknown') as aging_bucket,
    acted.closing_balance > 0 as is_open,
    greatest(acted.closing_balance, 0) as open_amount,
    acted.closing_balance > 0
    and acted.as_of - coalesce(acted.last_action_date, first_assigned.first_assigned_date)
    >= settings.idle_days as is_idle,
    acted.closing_balance > 0
    and acted.as_of - coalesce(acted.last_visit_date, first_assigned.first_assigned_date)
    >= settings.visit_days as is_unvisited
from acted
cross join ops.settings as settings
cross join bands
inner join first_assigned
    on acted.account_id = first_assigned.account_id
