-- description: every promise with its verdict as of the board's date; one row per promise
-- grain: promise_id
-- materialized: incremental
-- key: account_id
-- column collector_id: who took it, else the holder that day; NULL: nobody
-- column amount: [money] amount promised

with

-- A reversal is taken from the payment it reverses, whenever it came; one without a known payment
-- stands for itself.
reversed as (
    select
        payments.reversed_payment_id as payment_id,
        sum(payments.amount) as reversed_amount
    from intermediate.payments as payments
    where
        payments.status = 'settled'
        and payments.reversed_payment_id is not null
    group by all
),

net_payments as (
    select
        payments.account_id,
        payments.currency,
        payments.payment_date,
        payments.has_time,
        payments.local_at,
        payments.amount + coalesce(reversed.reversed_amount, 0) as net_amount
    from intermediate.payments as payments
    left join reversed
        on payments.payment_id = reversed.payment_id
    where
        payments.status = 'settled'
        and payments.reversed_payment_id is null
),

paid_days as (
    select
        terms.promise_id,
        terms.amount,
        payments.payment_date,
        sum(payments.net_amount) as net_amount
    from intermediate.promise_terms as terms
    inner join net_payments as payments
        on
            terms.account_id = payments.account_id
            and terms.currency = payments.currency
            and payments.payment_date >= terms.promised_on
            and payments.payment_date <= least(terms.last_day, terms.next_promised_on - 1)
    where
        terms.is_last_of_day
        -- a payment of the same day that carries an earlier time was made before the promise
        and not (
            payments.payment_date = terms.promised_on
            and payments.has_time
            and payments.local_at < terms.local_at
        )
    group by all
),

running as (
    select
        paid_days.promise_id,
        paid_days.amount,
        paid_days.payment_date,
        paid_days.net_amount,
        sum(paid_days.net_amount) over (
            partition by paid_days.promise_id
            order by paid_days.payment_date
        ) as paid_so_far
    from paid_days
),

paid as (
    select
        running.promise_id,
        sum(running.net_amount) as paid_amount,
        min(running.payment_date) filter (
            where running.paid_so_far >= running.amount
        ) as reached_on
    from running
    group by running.promise_id
),

-- only the last promise of a day is judged against the next one; an overtaken one is no roll
judged as (
    select
        terms.*,
        coalesce(paid.paid_amount, 0) as paid_amount,
        paid.reached_on,
        coalesce(paid.paid_amount >= terms.amount, false) as is_kept,
        not is_kept and coalesce(terms.next_promised_on <= terms.last_day, false) as is_rolled
    from intermediate.promise_terms as terms
    left join paid
        on terms.promise_id = paid.promise_id
    where terms.is_last_of_day
),

-- Of promises rolled one after another every second one is broken: it follows one that was
-- superseded.
chains as (
    select
        judged.*,
        count(*) filter (where not judged.is_rolled) over (
            partition by judged.account_id
            order by judged.promised_on
        ) as chain
    from judged
),

rolls as (
    select
        chains.*,
        count(*) filter (where chains.is_rolled) over (
            partition by chains.account_id, chains.chain
            order by chains.promised_on
        ) as roll_number
    from chains
),

verdicts as (
    select
        rolls.promise_id,
        rolls.paid_amount,
        case
            when rolls.is_kept then 'kept'
            when rolls.is_rolled and rolls.roll_number % 2 = 0 then 'broken'
            when rolls.is_rolled then 'superseded'
            when settings.as_of <= rolls.last_day then 'pending'
            when rolls.paid_amount > 0 then 'partial'
            else 'broken'
        end as status,
        case
            when rolls.is_kept then rolls.reached_on
            when rolls.is_rolled then rolls.next_promised_on
            when settings.as_of <= rolls.last_day then null
            else (rolls.last_day + 1)::date
        end as judged_on
    from rolls
    cross join ops.settings as settings
)

select
    terms.promise_id,
    terms.account_id,
    terms.collector_id, -- who took it, else the holder that day; NULL: nobody
    terms.promised_on,
    terms.due_date,
    terms.amount,
    terms.currency,
    terms.portfolio,
    coalesce(verdicts.status, 'superseded') as status, -- kept, partial, broken, superseded, pending
    coalesce(verdicts.paid_amount, 0)::decimal(18, 4) as paid_amount, -- net, within the window
    -- NULL while pending
    if(terms.is_last_of_day, verdicts.judged_on, terms.promised_on) as judged_on,
    terms.load_id
from intermediate.promise_terms as terms
left join verdicts
    on terms.promise_id = verdicts.promise_id
