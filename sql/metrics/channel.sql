-- description: what the actions on each channel provoked; one row per period, collector, portfolio and channel
-- labels: collector_id, collector, team, portfolio, channel, period
-- max_series: 20000
-- metric actions: Outbound interactions in the period.
-- metric delivered_actions: Actions that were delivered or reached more.
-- metric opened_actions: Actions that were opened or reached more.
-- metric third_party_contact_actions: Actions that reached a third party or more.
-- metric debtor_contact_actions: Actions that reached the debtor or more.
-- metric promise_actions: Actions that ended in a promise.
-- metric reaction_ratio: Actions that reached the debtor divided by actions.
-- metric matured_actions: Actions of the period shifted back by the days a payment is waited for.
-- metric paid_actions: Matured actions that a payment followed.
-- metric payment_ratio: Paid actions divided by matured actions.

with settings as (
    select as_of
    from ops.settings
),

names as (
    select
        collector_id,
        arg_max(collector_name, as_of) as collector_name,
        arg_max(team, as_of) as team
    from marts.collector_periods
    where as_of <= (select settings.as_of from ops.settings as settings)
    group by collector_id
)

select
    periods.collector_id,
    coalesce(names.collector_name, periods.collector_id) as collector,
    coalesce(names.team, '(none)') as team,
    periods.portfolio,
    periods.channel,
    periods.period,
    periods.actions,
    periods.delivered as delivered_actions,
    periods.opened as opened_actions,
    periods.third_party_contact as third_party_contact_actions,
    periods.debtor_contact as debtor_contact_actions,
    periods.promise as promise_actions,
    periods.reaction_ratio,
    periods.matured_actions,
    periods.paid_actions,
    periods.payment_ratio
from marts.channel_periods as periods
inner join settings on periods.as_of = settings.as_of
left join names on periods.collector_id = names.collector_id
