-- description: payments, actions and promises that a holder's figures count, with the keys of their raw rows; one row per scope, part, row and date
-- grain: scope, part, row_key, row_date
-- materialized: view
-- column amount: [money] amount of a payment; NULL: no payment

select
    payments.scope,
    'payments' as part,
    'payments' as entity, -- of raw
    payments.payment_id as row_key,
    payments.holder,
    payments.portfolio,
    payments.currency,
    payments.account_id,
    payments.payment_date as row_date,
    payments.amount
from intermediate.holder_payments as payments
union all
select
    actions.scope,
    'actions' as part,
    'interactions' as entity,
    actions.interaction_id as row_key,
    actions.holder,
    actions.portfolio,
    actions.currency,
    actions.account_id,
    actions.action_date as row_date,
    null::decimal(18, 4) as amount
from intermediate.holder_actions as actions
union all
-- made and judged; one that was judged on its own day is one row
select distinct
    promises.scope,
    'promises' as part,
    settings.promises_source as entity,
    promises.promise_id as row_key,
    promises.holder,
    promises.portfolio,
    promises.currency,
    verdicts.account_id,
    promises.event_date as row_date,
    null::decimal(18, 4) as amount
from intermediate.holder_promises as promises
cross join ops.settings as settings
inner join intermediate.promise_verdicts as verdicts
    on promises.promise_id = verdicts.promise_id
