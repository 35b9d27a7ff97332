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
    where periods.period = 'month'
),

held_in_month as (
    select
        assigned.as_of,
        assigned.period_start,
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
    from held_in_month as held
    left join intermediate.balances as balances
        on
            held.account_id = balances.account_id
            and held.currency = balances.currency
            and held.first_held_on >= balances.balance_date
            and held.first_held_on < balances.next_balance_date
),

closed as (
    select
        'month' as period,
        opened.*,
        if(opened.is_held_on_as_of, balances.closing_balance, 0) as closing_balance
    from opened
    left join intermediate.balances as balances
        on
            opened.account_id = balances.account_id
            and opened.currency = balances.currency
            and opened.as_of >= balances.balance_date
            and opened.as_of < balances.next_balance_date
    union all by name
    -- on a date an account is in one pair of hands, and one balance says all
    select
        'day' as period,
        calendar.as_of,
        calendar.as_of as period_start,
        false as is_last_of_month,
        live.scope,
        live.holder,
        live.portfolio,
        live.currency,
        live.account_id,
        calendar.as_of as first_held_on,
        true as is_held_on_as_of,
        1 as account_days,
        if(
            balances.balance_date = calendar.as_of,
            balances.opening_balance,
            balances.closing_balance
        ) as assigned_amount,
        balances.closing_balance
    from intermediate.calendar as calendar
    inner join intermediate.live_holdings as live
        on
            calendar.as_of >= live.start_date
            and calendar.as_of < live.end_date
    left join intermediate.balances as balances
        on
            live.account_id = balances.account_id
            and live.currency = balances.currency
            and calendar.as_of >= balances.balance_date
            and calendar.as_of < balances.next_balance_date
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

judged as (
    select
        aged.*,
        idle.account_id is not null as is_neglected,
        unvisited.account_id is not null as is_left_alone
    from aged
    left join intermediate.neglect_spans as idle
        on
            idle.neglect = 'idle'
            and aged.account_id = idle.account_id
            and aged.as_of >= idle.start_date
            and aged.as_of < idle.end_date
    left join intermediate.neglect_spans as unvisited
        on
            unvisited.neglect = 'unvisited'
            and aged.account_id = unvisited.account_id
            and aged.as_of >= unvisited.start_date
            and aged.as_of < unvisited.end_date
),

bands as (
    select
        -- as narrow as the amounts themselves, since wider decimals compare eight times slower; a limit
        -- beyond them is never reached
        list(try_cast(bands.low_amount as decimal(18, 4)) order by bands.band_number)
            filter (where bands.band_number > 0 and bands.low_amount < 100000000000000)
            as low_amounts,
        list(bands.amount_band order by bands.band_number) as amount_bands
    from intermediate.amount_bands as bands
)

select
    judged.period,
    judged.as_of,
    judged.period_start,
    judged.scope, -- collector, team
    judged.holder, -- collector_id, or name of the team
    judged.portfolio,
    judged.currency,
    judged.account_id,
    judged.is_last_of_month, -- the month as it ended, or as the board knows it
    judged.account_days,
    coalesce(judged.assigned_amount, 0) as assigned_amount,
    -- of that amount, and of the date on which it is taken
    bands.amount_bands[
        1 + len(list_filter(bands.low_amounts, lambda low: low <= judged.assigned_amount))
    ] as amount_band,
    coalesce(judged.aging_bucket, 'unknown') as aging_bucket,
    judged.closing_balance > 0 as is_open,
    greatest(judged.closing_balance, 0) as open_amount,
    judged.closing_balance > 0 and judged.is_neglected as is_idle,
    judged.closing_balance > 0 and judged.is_left_alone as is_unvisited
from judged
cross join bands
