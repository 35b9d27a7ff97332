-- description: the action that a settled payment followed in time, its account's latest delivered one before the payment; one row per payment that has one
-- grain: payment_id
-- materialized: incremental
-- key: account_id
-- window: payment_date
-- lookback: unbounded
-- column collector_id: who acted; `(none)` for robots and portals

with

followed as (
    select
        payments.payment_id,
        payments.account_id,
        payments.payment_date,
        arg_max(
            {
                'interaction_id': actions.interaction_id,
                'collector_id': coalesce(actions.collector_id, '(none)'),
                'portfolio': actions.portfolio,
                'channel': actions.channel,
                'action_date': actions.action_date
            },
            (actions.local_at, actions.load_order, actions.line_order)
        ) as action
    from intermediate.payments as payments
    cross join ops.settings as settings
    inner join intermediate.actions as actions
        on
            payments.account_id = actions.account_id
            and actions.action_date >= payments.payment_date - settings.payment_days
            and actions.action_date <= payments.payment_date
    where
        payments.status = 'settled'
        and payments.amount > 0
        and actions.reaction_level >= 1
        and (not payments.has_time or actions.local_at <= payments.local_at)
        and payments.payment_date >= $start
        and payments.payment_date < $end
    group by all
)

select
    followed.payment_id,
    followed.account_id,
    followed.action.interaction_id as interaction_id,
    followed.action.collector_id as collector_id,
    followed.action.portfolio as portfolio,
    followed.action.channel as channel,
    followed.action.action_date as action_date,
    followed.payment_date
from followed
