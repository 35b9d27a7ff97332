-- description: actions that a contact limit may not have allowed, for review and never as findings; one row per rule, breach and action
-- grain: rule, breach, interaction_id
-- materialized: table

with

-- each branch below reads few of the rows
ruled as not materialized (
    select
        rules.rule,
        rules.effective_from, -- with the name a version's identity
        rules.jurisdiction,
        rules.scope,
        rules.counts,
        rules.window_kind,
        rules.window_days,
        rules.maximum,
        rules.minimum_gap_days,
        rules.quiet_days,
        rules.has_hours,
        history.interaction_id,
        if(rules.scope = 'debtor', history.debtor_id, history.account_id) as subject_id,
        history.debtor_id,
        history.load_id,
        history.load_order,
        history.line_order,
        history.has_time,
        history.debtor_local_at as local_at,
        history.debtor_local_date as local_date,
        history.is_contact,
        history.is_action
        and coalesce(rules.counts = 'attempts' or history.is_contact, false)
        and rules.counts is not null as is_counted,
        history.is_action
        and history.debtor_local_date >= coalesce(rules.effective_from, date '0001-01-01')
        and history.debtor_local_date <= coalesce(rules.effective_to, date '9999-12-31')
            as is_judged
    from intermediate.contact_history as history
    inner join ops.contact_rules as rules
        on
            history.jurisdiction = rules.jurisdiction
            and list_contains(rules.channels, history.channel)
),

holidays as (
    select
        rules.rule,
        rules.effective_from,
        unnest(rules.holidays) as holiday
    from ops.contact_rules as rules
),

-- what a number, a gap or a quiet time looks at, each with what came before it; earlier ones count
-- whether the rule held then or not
ordered as (
    select
        ruled.*,
        case ruled.window_kind
            when 'rolling' then ruled.local_date - ruled.window_days + 1
            when 'day' then ruled.local_date
            when 'week' then date_trunc('week', ruled.local_date)::date
            when 'month' then date_trunc('month', ruled.local_date)::date
        end as window_start_date,
        count(*) filter (ruled.is_counted) over earlier as counted_before,
        max(ruled.local_date) filter (ruled.is_counted) over earlier as last_counted_date,
        max(ruled.local_date) filter (ruled.is_contact) over earlier as last_contact_date
    from ruled
    where
        ruled.is_counted
        or ruled.quiet_days is not null
    window earlier as (
        partition by
            ruled.rule,
            ruled.effective_from,
            ruled.subject_id
        order by
            ruled.local_at,
            ruled.load_order,
            ruled.line_order,
            ruled.interaction_id
        rows between unbounded preceding and 1 preceding
    )
),

counted as (
    select
        ordered.*,
        ordered.counted_before + 1 - min(ordered.counted_before) filter (ordered.is_counted) over (
            partition by
                ordered.rule,
                ordered.effective_from,
                ordered.subject_id
            order by ordered.local_date
            range between to_days(ordered.local_date - ordered.window_start_date) preceding
            and current row
        ) as counted_in_window
    from ordered
),

breaches as (
    select
        ruled.rule,
        'holiday' as breach,
        ruled.interaction_id,
        ruled.jurisdiction,
        ruled.scope,
        ruled.debtor_id,
        ruled.load_id,
        ruled.has_time,
        ruled.local_at,
        null as observed,
        null as allowed,
        ruled.local_date || ' is a holiday' as detail
    from ruled
    semi join holidays
        on
            ruled.rule = holidays.rule
            and ruled.effective_from is not distinct from holidays.effective_from
            and ruled.local_date = holidays.holiday
    where ruled.is_judged
    union all
    select
        ruled.rule,
        'outside_hours' as breach,
        ruled.interaction_id,
        ruled.jurisdiction,
        ruled.scope,
        ruled.debtor_id,
        ruled.load_id,
        ruled.has_time,
        ruled.local_at,
        null as observed,
        null as allowed,
        if(
            hours.weekday is null,
            'on a ' || dayname(ruled.local_date) || ', a day without contact',
            'at ' || ruled.local_at::time || ' on a ' || dayname(ruled.local_date)
            || ', allowed from ' || hours.from_time || ' to ' || hours.until_time
        ) as detail
    from ruled
    left join ops.contact_hours as hours
        on
            ruled.rule = hours.rule
            and ruled.effective_from is not distinct from hours.effective_from
            and isodow(ruled.local_date) = hours.weekday
    where
        ruled.is_judged
        and ruled.has_hours
        and (
            hours.weekday is null
            or ruled.has_time and ruled.local_at::time < hours.from_time
            or ruled.has_time and ruled.local_at::time > hours.until_time
        )
    union all
    select
        counted.rule,
        'too_many' as breach,
        counted.interaction_id,
        counted.jurisdiction,
        counted.scope,
        counted.debtor_id,
        counted.load_id,
        counted.has_time,
        counted.local_at,
        counted.counted_in_window as observed,
        counted.maximum as allowed,
        'number ' || counted.counted_in_window || ' of the ' || counted.counts
        || if(
            counted.window_kind = 'rolling',
            ' within ' || counted.window_days || ' days',
            ' of the ' || counted.window_kind
        )
        || ', allowed are ' || counted.maximum as detail
    from counted
    where
        counted.is_judged
        and counted.is_counted
        and counted.counted_in_window > counted.maximum
    union all
    select
        ordered.rule,
        'too_soon' as breach,
        ordered.interaction_id,
        ordered.jurisdiction,
        ordered.scope,
        ordered.debtor_id,
        ordered.load_id,
        ordered.has_time,
        ordered.local_at,
        ordered.local_date - ordered.last_counted_date as observed,
        ordered.minimum_gap_days as allowed,
        'the one before was on ' || ordered.last_counted_date
        || ', allowed from ' || (ordered.last_counted_date + ordered.minimum_gap_days) as detail
    from ordered
    where
        ordered.is_judged
        and ordered.is_counted
        and ordered.local_date - ordered.last_counted_date < ordered.minimum_gap_days
    union all
    select
        ordered.rule,
        'after_contact' as breach,
        ordered.interaction_id,
        ordered.jurisdiction,
        ordered.scope,
        ordered.debtor_id,
        ordered.load_id,
        ordered.has_time,
        ordered.local_at,
        ordered.local_date - ordered.last_contact_date as observed,
        ordered.quiet_days as allowed,
        'the debtor was reached on ' || ordered.last_contact_date
        || ', allowed from ' || (ordered.last_contact_date + ordered.quiet_days) as detail
    from ordered
    where
        ordered.is_judged
        and ordered.local_date - ordered.last_contact_date < ordered.quiet_days
)

select
    breaches.rule,
    breaches.breach, -- holiday, outside_hours, too_many, too_soon, after_contact
    breaches.interaction_id,
    breaches.jurisdiction,
    breaches.scope, -- debt, debtor
    actions.account_id,
    breaches.debtor_id,
    actions.collector_id, -- NULL: nobody, a robot or a portal
    actions.portfolio,
    actions.currency,
    actions.channel,
    breaches.load_id,
    breaches.observed::bigint as observed, -- number or days, NULL: holiday, outside_hours
    breaches.allowed::bigint as allowed, -- at most so many, or after so many days
    breaches.detail,
    breaches.has_time,
    breaches.local_at, -- by the debtor's clock, a plain date stands at its midnight
    breaches.local_at::date as local_date,
    actions.action_date -- by the business's clock
from breaches
inner join intermediate.actions as actions
    on breaches.interaction_id = actions.interaction_id
