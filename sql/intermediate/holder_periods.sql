-- description: every measure of a holder in a period, before ratios; one row per period, as_of, scope, holder, portfolio and currency
-- grain: period, as_of, scope, holder, portfolio, currency
-- materialized: incremental
-- window: as_of
-- step: 4d
-- lookback: unbounded

with

scopes as (
    select unnest(['collector', 'team']) as scope
),

periods as (
    select periods.*
    from intermediate.periods as periods
    where
        periods.as_of >= $start
        and periods.as_of < $end
),

-- with the team of the day; read anew for each use, as stored columns are smaller than kept rows
actions as not materialized (
    select
        actions.collector_id,
        coalesce(teams.team, '(none)') as team,
        actions.portfolio,
        actions.currency,
        actions.account_id,
        actions.channel,
        actions.reaction_level,
        actions.action_date
    from intermediate.actions as actions
    left join intermediate.collector_teams as teams
        on
            actions.collector_id = teams.collector_id
            and actions.action_date >= teams.start_date
            and actions.action_date < teams.end_date
    where
        actions.collector_id is not null
        and actions.action_date >= date_trunc('month', $start::date)
        and actions.action_date < $end
),

-- When an account was first worked in a day or a month says for every later date of it that it was;
-- to add up the month to date for each of its dates would read each action a dozen times.
touches as (
    select
        'day' as period,
        actions.action_date as period_start,
        actions.collector_id,
        actions.team,
        actions.portfolio,
        actions.currency,
        actions.account_id,
        min(actions.action_date) as worked_on,
        min(actions.action_date) filter (where actions.channel in ('call', 'visit'))
            as visited_or_called_on,
        min(actions.action_date) filter (where actions.reaction_level >= 4) as contacted_on
    from actions
    where actions.action_date >= $start
    group by all
    union all
    select
        'month' as period,
        date_trunc('month', actions.action_date)::date as period_start,
        actions.collector_id,
        actions.team,
        actions.portfolio,
        actions.currency,
        actions.account_id,
        min(actions.action_date) as worked_on,
        min(actions.action_date) filter (where actions.channel in ('call', 'visit'))
            as visited_or_called_on,
        min(actions.action_date) filter (where actions.reaction_level >= 4) as contacted_on
    from actions
    group by all
),

worked as (
    select
        touches.period,
        touches.period_start,
        scopes.scope,
        if(scopes.scope = 'team', touches.team, touches.collector_id) as holder,
        touches.portfolio,
        touches.currency,
        touches.account_id,
        min(touches.worked_on) as worked_on,
        min(touches.visited_or_called_on) as visited_or_called_on,
        min(touches.contacted_on) as contacted_on
    from touches
    cross join scopes
    group by all
),

payments as (
    select payments.*
    from intermediate.account_payments as payments
    where
        payments.as_of >= $start
        and payments.as_of < $end
),

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
        count(*) filter (where worked.worked_on <= accounts.as_of) as worked_accounts,
        count(*) filter (where worked.visited_or_called_on <= accounts.as_of)
            as visited_or_called_accounts,
        count(*) filter (where worked.contacted_on <= accounts.as_of) as contacted_accounts,
        count(*) filter (where payments.recovered_amount > 0) as paying_accounts,
        sum(payments.earned_amount) as recovered_assigned_amount,
        coalesce(sum(payments.earned_amount + payments.reversed_assigned_amount), 0)
            as recovered_by_account_amount
    from intermediate.account_periods as accounts
    left join worked
        on
            accounts.period = worked.period
            and accounts.period_start = worked.period_start
            and accounts.scope = worked.scope
            and accounts.holder = worked.holder
            and accounts.portfolio = worked.portfolio
            and accounts.currency = worked.currency
            and accounts.account_id = worked.account_id
    left join payments
        on
            accounts.period = payments.period
            and accounts.as_of = payments.as_of
            and accounts.scope = payments.scope
            and accounts.holder = payments.holder
            and accounts.portfolio = payments.portfolio
            and accounts.currency = payments.currency
            and accounts.account_id = payments.account_id
    where
        accounts.as_of >= $start
        and accounts.as_of < $end
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
    from payments
    group by all
),

action_days as (
    select
        actions.action_date,
        actions.collector_id,
        actions.team,
        actions.portfolio,
        actions.currency,
        count(*) as actions
    from actions
    group by all
),

acted as (
    select
        periods.period,
        periods.as_of,
        scopes.scope,
        if(scopes.scope = 'team', days.team, days.collector_id) as holder,
        days.portfolio,
        days.currency,
        sum(days.actions) as actions
    from periods
    cross join scopes
    inner join action_days as days
        on
            periods.period_start <= days.action_date
            and periods.as_of >= days.action_date
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
    from periods
    inner join intermediate.holding_starts as starts
        on
            periods.period_start <= starts.start_date
            and periods.as_of >= starts.start_date
            and starts.start_date >= date_trunc('month', $start::date)
            and starts.start_date < $end
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
    from periods
    inner join intermediate.holder_promises as promises
        on
            periods.period_start <= promises.event_date
            and periods.as_of >= promises.event_date
            and promises.event_date >= date_trunc('month', $start::date)
            and promises.event_date < $end
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
