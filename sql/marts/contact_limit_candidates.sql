-- description: actions that a contact limit may not have allowed, for review and never as findings; one row per rule, breach and action
-- grain: rule, breach, interaction_id
-- materialized: incremental
-- key: account_id
-- touched: intermediate.contact_touched_accounts
-- column jurisdiction: whose limit it is; NULL: never
-- column scope: what is counted together: `debt`, the account; `debtor`, all accounts of the debtor
-- column collector_id: NULL: nobody (a robot, a portal)
-- column local_at: [local time] when it happened on the debtor's clock; a plain date is its midnight

with

rules as materialized (
    select
        row_number() over (order by rules.rule, rules.effective_from) as rule_number,
        rules.*
    from ops.contact_rules as rules
),

holidays as (
    select
        rules.rule_number,
        unnest(rules.holidays) as holiday
    from rules
),

hours as (
    select
        rules.rule_number,
        hours.weekday,
        hours.from_time,
        hours.until_time
    from rules
    inner join ops.contact_hours as hours
        on
            rules.rule = hours.rule
            and rules.effective_from is not distinct from hours.effective_from
),

-- not materialized, because each part of a rule reads few of the rows and few of the columns
ruled as not materialized (
    select
        rules.rule_number,
        history.interaction_id,
        if(rules.scope = 'debtor', history.debtor_id, history.account_id) as subject_id,
        history.load_order,
        history.line_order,
        history.has_time,
        history.debtor_local_at as local_at,
        history.debtor_local_date as local_date,
        history.is_contact,
        history.is_action
        and rules.counts is not null
        and (rules.counts = 'attempts' or history.is_contact) as is_counted,
        history.is_action
        and history.debtor_local_date >= coalesce(rules.effective_from, date '0001-01-01')
        and history.debtor_local_date <= coalesce(rules.effective_to, date '9999-12-31')
            as is_judged,
        rules.has_hours,
        rules.quiet_days is not null as has_quiet_days,
        case rules.window_kind
            when 'rolling' then history.debtor_local_date - rules.window_days + 1
            when 'day' then history.debtor_local_date
            when 'week' then date_trunc('week', history.debtor_local_date)::date
            when 'month' then date_trunc('month', history.debtor_local_date)::date
        end as window_start_date
    from intermediate.contact_history as history
    inner join rules
        on
            history.jurisdiction = rules.jurisdiction
            and list_contains(rules.channels, history.channel)
),

-- what a number, a gap or a quiet time looks at, each with what came before it; earlier ones count
-- whether the rule held then or not
ordered as (
    select
        ruled.rule_number,
        ruled.subject_id,
        ruled.interaction_id,
        ruled.local_date,
        ruled.window_start_date,
        ruled.is_counted,
        ruled.is_judged,
        count(*) filter (ruled.is_counted) over earlier as counted_before,
        max(ruled.local_date) filter (ruled.is_counted) over earlier as last_counted_date,
        max(ruled.local_date) filter (ruled.is_contact) over earlier as last_contact_date
    from ruled
    where
        ruled.is_counted
        or ruled.has_quiet_days
    window earlier as (
        partition by
            ruled.rule_number,
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
        ordered.rule_number,
        ordered.interaction_id,
        ordered.local_date,
        ordered.is_counted,
        ordered.is_judged,
        ordered.last_counted_date,
        ordered.last_contact_date,
        -- the first counted one of the window has as many before it as the window leaves out
        ordered.counted_before + 1 - min(ordered.counted_before) filter (ordered.is_counted) over (
            partition by
                ordered.rule_number,
                ordered.subject_id
            order by ordered.local_date
            range between to_days(ordered.local_date - ordered.window_start_date) preceding
            and current row
        ) as counted_in_window
    from ordered
),

measured as (
    select
        counted.rule_number,
        counted.interaction_id,
        counted.last_counted_date,
        counted.last_contact_date,
        counted.counted_in_window,
        counted.local_date - counted.last_counted_date as gap_days,
        counted.local_date - counted.last_contact_date as days_since_contact,
        rules.counts,
        rules.window_kind,
        rules.window_days,
        rules.maximum,
        rules.minimum_gap_days,
        rules.quiet_days,
        counted.is_counted and counted.counted_in_window > rules.maximum as is_too_many,
        counted.is_counted and gap_days < rules.minimum_gap_days as is_too_soon,
        days_since_contact < rules.quiet_days as is_after_contact
    from counted
    inner join rules
        on counted.rule_number = rules.rule_number
    where
        counted.is_judged
        and (is_too_many or is_too_soon or is_after_contact)
),

breaches as (
    select
        ruled.rule_number,
        'holiday' as breach,
        ruled.interaction_id,
        null as observed,
        null as allowed,
        ruled.local_date || ' is a holiday' as detail
    from ruled
    semi join holidays
        on
            ruled.rule_number = holidays.rule_number
            and ruled.local_date = holidays.holiday
    where ruled.is_judged
    union all
    select
        ruled.rule_number,
        'outside_hours' as breach,
        ruled.interaction_id,
        null as observed,
        null as allowed,
        if(
            hours.weekday is null,
            'on a ' || dayname(ruled.local_date) || ', a day without contact',
            'at ' || ruled.local_at::time || ' on a ' || dayname(ruled.local_date)
            || ', allowed from ' || hours.from_time || ' to ' || hours.until_time
        ) as detail
    from ruled
    left join hours
        on
            ruled.rule_number = hours.rule_number
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
        measured.rule_number,
        'too_many' as breach,
        measured.interaction_id,
        measured.counted_in_window as observed,
        measured.maximum as allowed,
        'number ' || measured.counted_in_window || ' of the ' || measured.counts
        || if(
            measured.window_kind = 'rolling',
            ' within ' || measured.window_days || ' days',
            ' of the ' || measured.window_kind
        )
        || ', allowed are ' || measured.maximum as detail
    from measured
    where measured.is_too_many
    union all
    select
        measured.rule_number,
        'too_soon' as breach,
        measured.interaction_id,
        measured.gap_days as observed,
        measured.minimum_gap_days as allowed,
        'the one before was on ' || measured.last_counted_date
        || ', allowed from ' || (measured.last_counted_date + measured.minimum_gap_days) as detail
    from measured
    where measured.is_too_soon
    union all
    select
        measured.rule_number,
        'after_contact' as breach,
        measured.interaction_id,
        measured.days_since_contact as observed,
        measured.quiet_days as allowed,
        'the debtor was reached on ' || measured.last_contact_date
        || ', allowed from ' || (measured.last_contact_date + measured.quiet_days) as detail
    from measured
    where measured.is_after_contact
)

select
    rules.rule,
    breaches.breach, -- holiday, outside_hours, too_many, too_soon, after_contact
    breaches.interaction_id,
    rules.jurisdiction,
    rules.scope, -- debt, debtor
    history.account_id,
    history.debtor_id,
    actions.collector_id, -- NULL: nobody, a robot or a portal
    actions.portfolio,
    actions.currency,
    history.channel,
    history.load_id,
    breaches.observed::bigint as observed, -- number or days, NULL: holiday, outside_hours
    breaches.allowed::bigint as allowed, -- at most so many, or after so many days
    breaches.detail,
    history.has_time,
    history.debtor_local_at as local_at, -- a plain date stands at its midnight
    history.debtor_local_date as local_date,
    actions.action_date -- by the business's clock
from breaches
inner join rules
    on breaches.rule_number = rules.rule_number
inner join intermediate.contact_history as history
    on breaches.interaction_id = history.interaction_id
inner join intermediate.actions as actions
    on breaches.interaction_id = actions.interaction_id
