-- key: promise_id
-- part promises: the promise as it was taken
-- part payments: settled payments of the account from the promise to its last day

with

asked as (
    select
        terms.*,
        settings.promises_source
    from intermediate.promise_terms as terms
    cross join ops.settings as settings
    where terms.promise_id = $promise_id
)

select
    'promises' as part,
    asked.promises_source as entity,
    asked.promise_id as row_key,
    asked.account_id,
    asked.promised_on as row_date,
    asked.amount
from asked
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
        and payments.payment_date >= asked.promised_on
        and payments.payment_date <= asked.last_day
where payments.status = 'settled'
