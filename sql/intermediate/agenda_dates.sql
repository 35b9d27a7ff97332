-- description: the date the agenda is for, the first of the next seven on which the contact limits close not everything; one row per board's date
-- grain: agenda_date
-- materialized: table
-- column agenda_date: the day after the board's date, or the first later one that is not closed to everybody

with

days as (
    select unnest(
        generate_series(
            settings.as_of + interval 1 day,
            settings.as_of + interval 7 day,
            interval 1 day
        )
    )::date as agenda_date
    from ops.settings as settings
),

possible as (
    select
        days.agenda_date,
        jurisdictions.jurisdiction, -- NULL: under no rule
        channels.channel
    from days
    cross join (
        select distinct debtors.jurisdiction
        from intermediate.debtors as debtors
    ) as jurisdictions
    cross join ops.agenda_channels as channels
),

closed as (
    select
        possible.agenda_date,
        possible.jurisdiction,
        possible.channel
    from possible
    inner join ops.contact_rules as rules
        on
            possible.jurisdiction = rules.jurisdiction
            and list_contains(rules.channels, possible.channel)
            and possible.agenda_date >= coalesce(rules.effective_from, date '0001-01-01')
            and possible.agenda_date <= coalesce(rules.effective_to, date '9999-12-31')
    left join ops.contact_hours as hours
        on
            rules.rule = hours.rule
            and rules.effective_from is not distinct from hours.effective_from
            and isodow(possible.agenda_date) = hours.weekday
    where
        list_contains(rules.holidays, possible.agenda_date)
        or (rules.has_hours and hours.weekday is null)
)

select coalesce(min(possible.agenda_date), any_value(settings.as_of) + 1)::date as agenda_date
from ops.settings as settings
left join (
    select possible.agenda_date
    from possible
    anti join closed
        on
            possible.agenda_date = closed.agenda_date
            and possible.jurisdiction is not distinct from closed.jurisdiction
            and possible.channel = closed.channel
) as possible
    on true
