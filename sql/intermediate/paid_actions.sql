-- description: actions that a settled payment followed in time, each being its account's latest delivered action before the payment; one row per paid action
-- grain: interaction_id
-- materialized: table
-- column payments: [payments] settled positive payments that the action is the latest delivered one before

with

latest as (
    select
        payments.payment_id,
        arg_max(
            actions.interaction_id,
            (actions.local_at, actions.load_order, actions.line_order)
        ) as interaction_id
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
    group by all
)

select
    latest.interaction_id,
    count(*) as payments
from latest
group by all
