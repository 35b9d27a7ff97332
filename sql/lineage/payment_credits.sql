-- key: payment_id
-- part payments: the payment itself, and the one that it reverses
-- part touch: the action it follows
-- part assignments: the statement by which its owner held the account

with

asked as (
    select credits.*
    from intermediate.payment_credits as credits
    where credits.payment_id = $payment_id
)

select
    'payments' as part,
    'payments' as entity,
    payments.payment_id as row_key,
    payments.account_id,
    payments.payment_date as row_date,
    payments.amount
from intermediate.payments as payments
inner join asked
    on payments.payment_id in (asked.payment_id, asked.reversed_payment_id)
union all
select
    'touch' as part,
    'interactions' as entity,
    actions.interaction_id as row_key,
    actions.account_id,
    actions.action_date as row_date,
    null::decimal(18, 4) as amount
from intermediate.actions as actions
inner join asked
    on actions.interaction_id = asked.touch_interaction_id
union all
select
    'assignments' as part,
    'assignments' as entity,
    arg_max(
        stated.row_key,
        (coalesce(stated.start_date, stated.as_of_date), stated.load_order)
    ) as row_key,
    stated.account_id,
    max(coalesce(stated.start_date, stated.as_of_date)) as row_date,
    null::decimal(18, 4) as amount
from staging.assignments as stated
inner join asked
    on
        stated.account_id = asked.account_id
        and stated.collector_id = asked.owner_collector_id
        and coalesce(stated.start_date, stated.as_of_date) <= asked.credited_date
group by stated.account_id
