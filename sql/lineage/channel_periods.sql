-- key: period, as_of, collector_id, portfolio, channel
-- part actions: actions of the period, and the matured ones of the period shifted back

select
    'actions' as part,
    'interactions' as entity,
    actions.interaction_id as row_key,
    actions.account_id,
    actions.action_date as row_date,
    null::decimal(18, 4) as amount
from intermediate.actions as actions
cross join ops.settings as settings
inner join intermediate.periods as periods
    on
        actions.action_date >= periods.period_start - settings.payment_days
        and actions.action_date <= periods.as_of
where
    periods.period = $period
    and periods.as_of = $as_of::date
    and coalesce(actions.collector_id, '(none)') = $collector_id
    and actions.portfolio = $portfolio
    and actions.channel = $channel
