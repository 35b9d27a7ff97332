-- description: the board: every collector's month to date over all portfolios, as of the latest date, with ranks and targets; one row per collector and currency
-- grain: collector_id, currency
-- materialized: view

with

boards as (
    select
        figures.as_of,
        figures.collector_id,
        figures.currency,
        any_value(figures.collector_name) as collector_name,
        any_value(figures.team) as team,
        sum(figures.assigned_accounts)::bigint as assigned_accounts,
        sum(figures.assigned_amount)::decimal(18, 4) as assigned_amount,
        sum(figures.account_days)::bigint as account_days,
        sum(figures.open_accounts)::bigint as open_accounts,
        sum(figures.open_amount)::decimal(18, 4) as open_amount,
        sum(figures.recovered_amount)::decimal(18, 4) as recovered_amount,
        sum(figures.recovered_assigned_amount)::decimal(18, 4) as recovered_assigned_amount,
        sum(figures.worked_recovered_amount)::decimal(18, 4) as worked_recovered_amount,
        sum(figures.paying_accounts)::bigint as paying_accounts,
        sum(figures.expected_amount)::decimal(18, 4) as expected_amount,
        sum(figures.actions)::bigint as actions,
        sum(figures.worked_accounts)::bigint as worked_accounts,
        sum(figures.visited_or_called_accounts)::bigint as visited_or_called_accounts,
        sum(figures.contacted_accounts)::bigint as contacted_accounts,
        sum(figures.untouched_accounts)::bigint as untouched_accounts,
        sum(figures.idle_accounts)::bigint as idle_accounts,
        sum(figures.unvisited_accounts)::bigint as unvisited_accounts,
        sum(figures.promises_made)::bigint as promises_made,
        sum(figures.promises_made_amount)::decimal(18, 4) as promises_made_amount,
        sum(figures.promises_kept)::bigint as promises_kept,
        sum(figures.promises_kept_amount)::decimal(18, 4) as promises_kept_amount,
        sum(figures.promises_partial)::bigint as promises_partial,
        sum(figures.promises_partial_amount)::decimal(18, 4) as promises_partial_amount,
        sum(figures.promises_broken)::bigint as promises_broken,
        sum(figures.promises_broken_amount)::decimal(18, 4) as promises_broken_amount,
        sum(figures.promises_superseded)::bigint as promises_superseded
    from marts.collector_periods as figures
    cross join ops.settings as settings
    where
        figures.period = 'month'
        -- yesterday's ranks are needed to say who moved; on the first of a month there is no
        -- yesterday
        -- by a date, not by an instant: so that the blocks of other months are not read
        and figures.as_of >= (
            select greatest(latest.as_of - 1, date_trunc('month', latest.as_of)::date)
            from ops.settings as latest
        )
        and figures.as_of <= settings.as_of
    group by all
),

rated as (
    select
        boards.*,
        boards.paying_accounts::double / nullif(boards.assigned_accounts, 0)
            as effectiveness_by_count,
        -- in whole ten-thousandths, since 0.1 / 0.3 and 1.0 / 3.0 are different doubles and would
        -- share no rank
        (boards.recovered_assigned_amount * 10000)::hugeint::double
        / nullif((boards.assigned_amount * 10000)::hugeint, 0)
            as effectiveness_by_amount,
        (boards.recovered_assigned_amount * 10000)::hugeint::double
        / if(boards.expected_amount > 0, (boards.expected_amount * 10000)::hugeint, null)
            as performance_index,
        boards.assigned_accounts >= settings.min_assigned_accounts as is_ranked
    from boards
    cross join ops.settings as settings
),

ranked as (
    select
        rated.*,
        case when rated.is_ranked and rated.effectiveness_by_count is not null then
            dense_rank() over (
                partition by rated.as_of, rated.currency, rated.is_ranked
                order by rated.effectiveness_by_count desc nulls last
            )
        end as rank_by_count,
        case when rated.is_ranked and rated.effectiveness_by_amount is not null then
            dense_rank() over (
                partition by rated.as_of, rated.currency, rated.is_ranked
                order by rated.effectiveness_by_amount desc nulls last
            )
        end as rank_by_amount,
        case when rated.is_ranked and rated.performance_index is not null then
            dense_rank() over (
                partition by rated.as_of, rated.currency, rated.is_ranked
                order by rated.performance_index desc nulls last
            )
        end as rank_by_index,
        case when rated.is_ranked and rated.effectiveness_by_count is not null then
            dense_rank() over (
                partition by rated.as_of, rated.currency, rated.is_ranked, rated.team
                order by rated.effectiveness_by_count desc nulls last
            )
        end as team_rank_by_count,
        case when rated.is_ranked and rated.effectiveness_by_amount is not null then
            dense_rank() over (
                partition by rated.as_of, rated.currency, rated.is_ranked, rated.team
                order by rated.effectiveness_by_amount desc nulls last
            )
        end as team_rank_by_amount,
        case when rated.is_ranked and rated.performance_index is not null then
            dense_rank() over (
                partition by rated.as_of, rated.currency, rated.is_ranked, rated.team
                order by rated.performance_index desc nulls last
            )
        end as team_rank_by_index
    from rated
),

-- a median does not add up over portfolios, so it is taken from the starts themselves
medians as (
    select
        starts.holder as collector_id,
        starts.currency,
        median(
            if(
                starts.first_action_date <= settings.as_of,
                (starts.first_action_date - starts.start_date)::double,
                'infinity'::double
            )
        ) as days_to_first_action,
        median(
            if(
                starts.first_contact_date <= settings.as_of,
                (starts.first_contact_date - starts.start_date)::double,
                'infinity'::double
            )
        ) as days_to_first_contact
    from intermediate.holding_starts as starts
    cross join ops.settings as settings
    where
        starts.scope = 'collector'
        and starts.start_date >= date_trunc('month', settings.as_of)
        and starts.start_date <= settings.as_of
    group by all
)

select
    ranked.as_of,
    ranked.collector_id,
    ranked.collector_name,
    ranked.team,
    ranked.currency,
    ranked.assigned_accounts,
    ranked.assigned_amount,
    ranked.account_days,
    ranked.open_accounts,
    ranked.open_amount,
    ranked.recovered_amount,
    ranked.recovered_assigned_amount,
    ranked.worked_recovered_amount,
    ranked.paying_accounts,
    ranked.effectiveness_by_count,
    ranked.effectiveness_by_amount,
    ranked.expected_amount, -- what an average collector would have recovered
    ranked.performance_index, -- 1 is average
    ranked.actions,
    ranked.worked_accounts,
    ranked.worked_accounts::double / nullif(ranked.assigned_accounts, 0) as coverage,
    ranked.visited_or_called_accounts,
    ranked.visited_or_called_accounts::double / nullif(ranked.assigned_accounts, 0)
        as personal_coverage,
    ranked.contacted_accounts,
    ranked.contacted_accounts::double / nullif(ranked.worked_accounts, 0) as contact_rate,
    ranked.actions::double / nullif(ranked.assigned_accounts, 0) as intensity,
    ranked.untouched_accounts,
    if(isfinite(medians.days_to_first_action), medians.days_to_first_action, null)
        as median_days_to_first_action,
    if(isfinite(medians.days_to_first_contact), medians.days_to_first_contact, null)
        as median_days_to_first_contact,
    ranked.idle_accounts,
    ranked.unvisited_accounts,
    ranked.promises_made,
    ranked.promises_made_amount,
    ranked.promises_kept,
    ranked.promises_kept_amount,
    ranked.promises_partial,
    ranked.promises_partial_amount,
    ranked.promises_broken,
    ranked.promises_broken_amount,
    ranked.promises_superseded,
    ranked.promises_kept::double
    / nullif(ranked.promises_kept + ranked.promises_partial + ranked.promises_broken, 0)
        as kept_rate_by_count,
    ranked.promises_kept_amount::double
    / nullif(
        ranked.promises_kept_amount
        + ranked.promises_partial_amount
        + ranked.promises_broken_amount,
        0
    ) as kept_rate_by_amount,
    ranked.rank_by_count, -- dense, NULL where unranked
    ranked.rank_by_amount,
    ranked.rank_by_index,
    ranked.team_rank_by_count,
    ranked.team_rank_by_amount,
    ranked.team_rank_by_index,
    ranked.is_ranked, -- has at least min_assigned_accounts
    -- places won since yesterday, NULL on the first of the month or without a rank on either day
    (yesterday.rank_by_amount - ranked.rank_by_amount)::bigint as rank_change,
    -- the same within the team, NULL as well for who came from another team since
    if(
        yesterday.team = ranked.team,
        yesterday.team_rank_by_amount - ranked.team_rank_by_amount,
        null
    )::bigint as team_rank_change,
    targets.value as target_amount, -- of recovered_amount this month, NULL without a target
    ranked.recovered_amount::double / nullif(targets.value, 0) as target_attainment
from ranked
cross join ops.settings as settings
left join ranked as yesterday
    on
        ranked.collector_id = yesterday.collector_id
        and ranked.currency = yesterday.currency
        and yesterday.as_of = settings.as_of - 1
left join medians
    on
        ranked.collector_id = medians.collector_id
        and ranked.currency = medians.currency
left join intermediate.collector_targets as targets
    on
        ranked.collector_id = targets.collector_id
        and ranked.currency = targets.currency
where ranked.as_of = settings.as_of
