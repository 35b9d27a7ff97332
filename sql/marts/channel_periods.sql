-- description: what the actions of each collector on each channel provoked in a day and in the month to date, as of every date; one row per period, as_of, collector, portfolio and channel
-- grain: period, as_of, collector_id, portfolio, channel
-- materialized: incremental
-- window: as_of
-- lookback: unbounded
-- column collector_id: who acted; `(none)` for robots and portals

with

figures as (
    -- an action counts at its level and at every level below
    select
        periods.period,
        periods.as_of,
        days.collector_id,
        days.portfolio,
        days.channel,
        sum(days.actions) as actions,
        sum(days.delivered) as delivered,
        sum(days.opened) as opened,
        sum(days.third_party_contact) as third_party_contact,
        sum(days.debtor_contact) as debtor_contact,
        sum(days.promise) as promise,
        0 as matured_actions,
        0 as paid_actions
    from intermediate.periods as periods
    inner join intermediate.channel_days as days
        on
            periods.period_start <= days.action_date
            and periods.as_of >= days.action_date
    group by all
    union all
    -- whether an action was paid is known only days later: those of the period shifted back
    select
        periods.period,
        periods.as_of,
        days.collector_id,
        days.portfolio,
        days.channel,
        0 as actions,
        0 as delivered,
        0 as opened,
        0 as third_party_contact,
        0 as debtor_contact,
        0 as promise,
        sum(days.actions) as matured_actions,
        sum(paid.paid_actions) as paid_actions
    from intermediate.periods as periods
    cross join ops.settings as settings
    inner join intermediate.channel_days as days
        on
            periods.period_start - settings.payment_days <= days.action_date
            and periods.as_of - settings.payment_days >= days.action_date
    left join intermediate.paid_days as paid
        on
            days.action_date = paid.action_date
            and days.collector_id = paid.collector_id
            and days.portfolio = paid.portfolio
            and days.channel = paid.channel
    group by all
)

select
    figures.period, -- day, month (to date)
    figures.as_of,
    figures.collector_id, -- (none): a robot, a portal
    figures.portfolio,
    figures.channel,
    sum(figures.actions)::bigint as actions,
    sum(figures.delivered)::bigint as delivered,
    sum(figures.opened)::bigint as opened,
    sum(figures.third_party_contact)::bigint as third_party_contact,
    sum(figures.debtor_contact)::bigint as debtor_contact,
    sum(figures.promise)::bigint as promise,
    sum(figures.debtor_contact)::double / nullif(sum(figures.actions), 0) as reaction_ratio,
    sum(figures.matured_actions)::bigint as matured_actions,
    coalesce(sum(figures.paid_actions), 0)::bigint as paid_actions,
    coalesce(sum(figures.paid_actions), 0)::double / nullif(sum(figures.matured_actions), 0) as payment_ratio
from figures
where
    figures.as_of >= $start
    and figures.as_of < $end
group by all
