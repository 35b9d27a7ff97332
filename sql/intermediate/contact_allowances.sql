-- description: whether the contact limits allow an action on the agenda's date, and between which hours; one row per account held on the board's date and channel of the agenda
-- grain: account_id, channel
-- materialized: table

-- The action is judged as if it reached the debtor: it counts as an attempt and as a contact.
with

subjects as (
    select
        debtors.account_id,
        debtors.debtor_id,
        debtors.jurisdiction
    from intermediate.debtors as debtors
    cross join ops.settings as settings
    semi join (
        select holdings.account_id
        from intermediate.live_holdings as holdings
        cross join ops.settings as settings
        where
            holdings.scope = 'collector'
            and settings.as_of >= holdings.start_date
            and settings.as_of < holdings.end_date
    ) as held
        on debtors.account_id = held.account_id
),

rules as (
    select
        rules.*,
        dates.agenda_date,
        case rules.window_kind
            when 'rolling' then dates.agenda_date - rules.window_days + 1
            when 'day' then dates.agenda_date
            when 'week' then date_trunc('week', dates.agenda_date)::date
            when 'month' then date_trunc('month', dates.agenda_date)::date
        end as window_start_date,
        list_contains(rules.holidays, dates.agenda_date) as is_holiday,
        hours.from_time,
        hours.until_time
    from ops.contact_rules as rules
    cross join intermediate.agenda_dates as dates
    left join ops.contact_hours as hours
        on
            rules.rule = hours.rule
            and rules.effective_from is not distinct from hours.effective_from
            and isodow(dates.agenda_date) = hours.weekday
    where
        dates.agenda_date >= coalesce(rules.effective_from, date '0001-01-01')
        and dates.agenda_date <= coalesce(rules.effective_to, date '9999-12-31')
),

-- how far back the rules look; a bound on the stored column lets whole blocks be skipped
reach as (
    select
        min(
            least(
                rules.window_start_date,
                rules.agenda_date - rules.minimum_gap_days + 1,
                rules.agenda_date - rules.quiet_days + 1
            )
        ) - interval 2 day as since
    from rules
),

-- what lies behind the rule's subject: an account, or all accounts of a debtor
counted as (
    select
        rules.rule,
        if(rules.scope = 'debtor', history.debtor_id, history.account_id) as subject_id,
        count(*) filter (
            (rules.counts = 'attempts' or history.is_contact)
            and history.is_action
            and history.debtor_local_date >= rules.window_start_date
        ) as counted,
        max(history.debtor_local_date) filter (
            (rules.counts = 'attempts' or history.is_contact)
            and history.is_action
        ) as last_counted_date,
        max(history.debtor_local_date) filter (history.is_contact) as last_contact_date
    from intermediate.contact_history as history
    inner join reach
        on history.occurred_at >= reach.since
    inner join rules
        on
            history.jurisdiction = rules.jurisdiction
            and list_contains(rules.channels, history.channel)
    where
        history.debtor_local_date >= least(
            rules.window_start_date,
            rules.agenda_date - rules.minimum_gap_days + 1,
            rules.agenda_date - rules.quiet_days + 1
        )
    group by all
),

judged as (
    select
        subjects.account_id,
        channels.channel,
        rules.rule,
        rules.from_time,
        rules.until_time,
        case
            when rules.is_holiday
                then 'holiday'
            when rules.has_hours and rules.from_time is null
                then 'outside_hours'
            when coalesce(counted.counted, 0) + 1 > rules.maximum
                then 'too_many'
            when counted.last_counted_date > rules.agenda_date - rules.minimum_gap_days
                then 'too_soon'
            when counted.last_contact_date > rules.agenda_date - rules.quiet_days
                then 'after_contact'
        end as breach
    from subjects
    inner join rules
        on subjects.jurisdiction = rules.jurisdiction
    inner join ops.agenda_channels as channels
        on list_contains(rules.channels, channels.channel)
    left join counted
        on
            rules.rule = counted.rule
            and if(rules.scope = 'debtor', subjects.debtor_id, subjects.account_id)
                = counted.subject_id
),

summed as (
    select
        judged.account_id,
        judged.channel,
        max(judged.from_time) as contact_from,
        min(judged.until_time) as contact_until,
        string_agg(judged.rule || ': ' || judged.breach, ', ' order by judged.rule)
            filter (judged.breach is not null) as blocked_by
    from judged
    group by all
)

select
    subjects.account_id,
    channels.channel,
    coalesce(
        summed.blocked_by is null
        and coalesce(summed.contact_from <= summed.contact_until, true),
        true
    ) as is_allowed,
    summed.contact_from, -- by the debtor's clock, NULL: no rule has hours
    summed.contact_until, -- the last moment allowed
    case
        when summed.blocked_by is not null then summed.blocked_by
        when summed.contact_from > summed.contact_until then 'rules without common hours'
    end as blocked_by -- rules with their breaches, NULL: allowed
from subjects
cross join ops.agenda_channels as channels
left join summed
    on
        subjects.account_id = summed.account_id
        and channels.channel = summed.channel
