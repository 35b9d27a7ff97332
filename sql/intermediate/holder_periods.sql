-- description: every measure of a holder in a period, before ratios; one row per period, as_of, scope, holder, portfolio and currency
-- grain: period, as_of, scope, holder, portfolio, currency
-- materialized: view

with

-- by the cells within which holders are compared
assigned as (
    select
        accounts.period,
        accounts.as_of,
        accounts.scope,
        accounts.holder,
        accounts.portfolio,
        accounts.currency,
        accounts.aging_bucket,
        accounts.amount_band,
        count(*) as assigned_accounts,
        sum(accounts.assigned_amount) as assigned_amount,
        sum(accounts.account_days) as account_days,
        count(*) filter (where accounts.is_open) as open_accounts,
        sum(accounts.open_amount) as open_amount,
        count(*) filter (where accounts.is_idle) as idle_accounts,
        count(*) filter (where accounts.is_unvisited) as unvisited_accounts,
        count(*) filter (where actions.actions > 0) as worked_accounts,
        count(*) filter (where actions.is_visited_or_called) as visited_or_called_accounts,
        count(*) filter (where actions.is_contacted) as contacted_accounts,
        count(*) filter (where payments.recovered_amount > 0) as paying_accounts,
        sum(payments.earned_amount) as recovered_assigned_amount,
        coalesce(sum(payments.earned_amount + payments.reversed_assigned_amount), 0)
            as recovered_by_account_amount
    from intermediate.account_periods as accounts
    left join intermediate.account_actions as actions
        on
            accounts.period = actions.period
            and accounts.as_of = actions.as_of
            and accounts.scope = actions.scope
            and accounts.holder = actions.holder
            and accounts.portfolio = actions.portfolio
            and accounts.currency = actions.currency
            and accounts.account_id = actions.account_id
    left join intermediate.account_payments as payments
        on
            accounts.period = payments.period
            and accounts.as_of = payments.as_of
            and accounts.scope = payments.scope
            and accounts.holder = payments.holder
            and accounts.portfolio = payments.portfolio
            and accounts.currency = payments.currency
            and accounts.account_id = payments.account_id
    group by all
),

compared as (
    select
        assigned.*,
        -- in whole ten-thousandths
        (assigned.assigned_amount * 10000)::hugeint as assigned_units,
        (sum(assigned.assigned_amount) over cell * 10000)::hugeint as cell_assigned_units,
        (sum(assigned.recovered_by_account_amount) over cell * 10000)::hugeint
            as cell_recovered_units
    from assigned
    window cell as (
        partition by
            assigned.period,
            assigned.as_of,
            assigned.scope,
            assigned.portfolio,
            assigned.currency,
            assigned.aging_bucket,
            assigned.amount_band
    )
),

-- assigned x cell's recovered / cell's assigned, halves rounded away from zero: in integers, since
-- a double may lie on either side of a half
expected as (
    select
        compared.*,
        sign(compared.cell_recovered_units)
        * (
            (
                2 * abs(compared.assigned_units * compared.cell_recovered_units)
                + abs(compared.cell_assigned_units)
            ) // (2 * abs(compared.cell_assigned_units))
        )::decimal(18, 0)
        * 0.0001 as expected_amount -- NULL where nothing is assigned
    from compared
),

earned as (
    select
        payments.period,
        payments.as_of,
        payments.scope,
        payments.holder,
        payments.portfolio,
        payments.currency,
        sum(payments.recovered_amount) as recovered_amount,
        sum(payments.worked_recovered_amount) as worked_recovered_amount,
        sum(payments.reversed_assigned_amount) as recovered_assigned_amount
    from intermediate.account_payments as payments
    group by all
),

acted as (
    select
        actions.period,
        actions.as_of,
        actions.scope,
        actions.holder,
        actions.portfolio,
        actions.currency,
        sum(actions.actions) as actions
    from intermediate.account_actions as actions
    group by all
),

started as (
    select
        periods.period,
        periods.as_of,
        starts.scope,
        starts.holder,
        starts.portfolio,
        starts.currency,
        count(distinct starts.account_id) filter (
            where starts.first_action_date is null or starts.first_action_date > periods.as_of
        ) as untouched_accounts,
        -- a start without an action counts as infinite
        median(
            if(
                starts.first_action_date <= periods.as_of,
                (starts.first_action_date - starts.start_date)::double,
                'infinity'::double
            )
        ) as median_days_to_first_action,
        median(
            if(
                starts.first_contact_date <= periods.as_of,
                (starts.first_contact_date - starts.start_date)::double,
                'infinity'::double
            )
        ) as median_days_to_first_contact
    from intermediate.periods as periods
    inner join intermediate.holding_starts as starts
        on
            periods.period_start <= starts.start_date
            and periods.as_of >= starts.start_date
    group by all
),

promised as (
    select
        periods.period,
        periods.as_of,
        promises.scope,
        promises.holder,
        promises.portfolio,
        promises.currency,
        count(*) filter (where promises.event = 'made') as promises_made,
        sum(promises.amount) filter (where promises.event = 'made') as promises_made_amount,
        count(*) filter (where promises.event = 'kept') as promises_kept,
        sum(promises.amount) filter (where promises.event = 'kept') as promises_kept_amount,
        count(*) filter (where promises.event = 'partial') as promises_partial,
        sum(promises.amount) filter (where promises.event = 'partial') as promises_partial_amount,
        count(*) filter (where promises.event = 'broken') as promises_broken,
        sum(promises.amount) filter (where promises.event = 'broken') as promises_broken_amount,
        count(*) filter (where promises.event = 'superseded') as promises_superseded
    from intermediate.periods as periods
    inner join intermediate.holder_promises as promises
        on
            periods.period_start <= promises.event_date
            and periods.as_of >= promises.event_date
    group by all
),

parts as (
    select * from expected
    union all by name
    select * from earned
    union all by name
    select * from acted
    union all by name
    select * from started
    union all by name
    select * from promised
)

select
    parts.period,
    parts.as_of,
    parts.scope, -- collector, team
    parts.holder, -- collector_id, or name of the team
    parts.portfolio,
    parts.currency,
    coalesce(sum(parts.assigned_accounts), 0)::bigint as assigned_accounts,
    coalesce(sum(parts.assigned_amount), 0)::decimal(18, 4) as assigned_amount,
    coalesce(sum(parts.account_days), 0)::bigint as account_days,
    coalesce(sum(parts.open_accounts), 0)::bigint as open_accounts,
    coalesce(sum(parts.open_amount), 0)::decimal(18, 4) as open_amount,
    coalesce(sum(parts.recovered_amount), 0)::decimal(18, 4) as recovered_amount,
    coalesce(sum(parts.recovered_assigned_amount), 0)::decimal(18, 4)
        as recovered_assigned_amount,
    coalesce(sum(parts.expected_amount), 0)::decimal(18, 4) as expected_amount,
    coalesce(sum(parts.worked_recovered_amount), 0)::decimal(18, 4) as worked_recovered_amount,
    coalesce(sum(parts.paying_accounts), 0)::bigint as paying_accounts,
    coalesce(sum(parts.actions), 0)::bigint as actions,
    coalesce(sum(parts.worked_accounts), 0)::bigint as worked_accounts,
    coalesce(sum(parts.visited_or_called_accounts), 0)::bigint as visited_or_called_accounts,
    coalesce(sum(parts.contacted_accounts), 0)::bigint as contacted_accounts,
    coalesce(sum(parts.untouched_accounts), 0)::bigint as untouched_accounts,
    -- NULL where the middle is a start without an action
    max(parts.median_days_to_first_action) filter (
        where isfinite(parts.median_days_to_first_action)
    ) as median_days_to_first_action,
    max(parts.median_days_to_first_contact) filter (
        where isfinite(parts.median_days_to_first_contact)
    ) as median_days_to_first_contact,
    coalesce(sum(parts.idle_accounts), 0)::bigint as idle_accounts,
    coalesce(sum(parts.unvisited_accounts), 0)::bigint as unvisited_accounts,
    coalesce(sum(parts.promises_made), 0)::bigint as promises_made,
    coalesce(sum(parts.promises_made_amount), 0)::decimal(18, 4) as promises_made_amount,
    coalesce(sum(parts.promises_kept), 0)::bigint as promises_kept,
    coalesce(sum(parts.promises_kept_amount), 0)::decimal(18, 4) as promises_kept_amount,
    coalesce(sum(parts.promises_partial), 0)::bigint as promises_partial,
    coalesce(sum(parts.promises_partial_amount), 0)::decimal(18, 4) as promises_partial_amount,
    coalesce(sum(parts.promises_broken), 0)::bigint as promises_broken,
    coalesce(sum(parts.promises_broken_amount), 0)::decimal(18, 4) as promises_broken_amount,
    coalesce(sum(parts.promises_superseded), 0)::bigint as promises_superseded
from parts
group by all
