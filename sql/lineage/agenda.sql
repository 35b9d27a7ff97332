-- key: agenda_date, collector_id, agenda_rank
-- part promises: the promise that is due or was broken
-- part interactions: everything done about the account, in and out
-- part payments: settled payments on it, in its currency
-- part assignments: the statements that list it

with

asked as (
    select agenda.*
    from marts.agenda as agenda
    where
        agenda.agenda_date = $agenda_date::date
        and agenda.collector_id = $collector_id
        and agenda.agenda_rank = $agenda_rank::bigint
)

select
    'promises' as part,
    settings.promises_source as entity,
    asked.promise_id as row_key,
    asked.account_id,
    asked.promise_due_date as row_date,
    asked.promised_amount as amount
from asked
cross join ops.settings as settings
where asked.promise_id is not null
union all
select
    'interactions' as part,
    'interactions' as entity,
    interactions.interaction_id as row_key,
    interactions.account_id,
    interactions.interaction_date as row_date,
    null::decimal(18, 4) as amount
from staging.interactions as interactions
inner join asked
    on
        interactions.account_id = asked.account_id
        and interactions.interaction_date < asked.agenda_date
union all
select
    'payments' as part,
    'payments' as entity,
    payments.payment_id as row_key,
    payments.account_id,
    payments.payment_date as row_date,
    payments.amount
from intermediate.payments as payments
inner join asked
    on
        payments.account_id = asked.account_id
        and payments.currency = asked.currency
where payments.status = 'settled'
union all
select
    'assignments' as part,
    'assignments' as entity,
    stated.row_key,
    stated.account_id,
    coalesce(stated.start_date, stated.as_of_date) as row_date,
    null::decimal(18, 4) as amount -- one account's balance again and again adds up to nothing
from staging.assignments as stated
inner join asked
    on
        stated.account_id = asked.account_id
        and coalesce(stated.start_date, stated.as_of_date) < asked.agenda_date
