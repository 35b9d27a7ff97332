-- description: open accounts that a collector holds on the board's date and on the agenda's, with what is known of them; one row per account
-- grain: account_id
-- materialized: table
-- column open_amount: [money] balance at the end of the board's date
-- column time_zone: the debtor's time zone
-- column open_accounts: [accounts] the collector's open accounts of the currency
-- column promise_id: the account's latest promise; NULL: none
-- column promised_amount: NULL: no promise
-- column paid_amount: NULL: no promise

with

held as (
    select
        holdings.account_id,
        holdings.collector_id,
        holdings.portfolio,
        holdings.currency,
        balances.closing_balance as open_amount,
        settings.as_of,
        dates.agenda_date
    from intermediate.holdings as holdings
    cross join ops.settings as settings
    cross join intermediate.agenda_dates as dates
    inner join intermediate.balances as balances
        on
            holdings.account_id = balances.account_id
            and holdings.currency = balances.currency
            and settings.as_of >= balances.balance_date
            and settings.as_of < balances.next_balance_date
    where
        holdings.collector_id is not null
        and holdings.start_date <= settings.as_of
        and holdings.end_date > dates.agenda_date
        and balances.closing_balance > 0
),

first_assigned as (
    select
        holdings.account_id,
        min(holdings.start_date) as first_assigned_date
    from intermediate.holdings as holdings
    semi join held
        on holdings.account_id = held.account_id
    group by holdings.account_id
),

contacted as (
    select
        days.account_id,
        max(days.contact_date) as last_contact_date
    from intermediate.contact_days as days
    semi join held
        on days.account_id = held.account_id
    group by days.account_id
),

last_promises as (
    select
        terms.account_id,
        terms.promise_id,
        verdicts.status,
        verdicts.currency,
        verdicts.amount,
        verdicts.paid_amount,
        verdicts.due_date,
        verdicts.judged_on
    from intermediate.promise_terms as terms
    inner join intermediate.promise_verdicts as verdicts
        on terms.promise_id = verdicts.promise_id
    where
        terms.is_last_of_day
        and terms.next_promised_on is null
),

last_aging as (
    select
        statements.account_id,
        max_by(statements.days_past_due, statements.statement_date) as days_past_due,
        max_by(statements.aging_bucket, statements.statement_date) as aging_bucket
    from intermediate.aging_statements as statements
    semi join held
        on statements.account_id = held.account_id
    group by statements.account_id
)

select
    held.account_id,
    held.collector_id,
    debtors.debtor_id,
    debtors.time_zone,
    held.portfolio,
    held.currency,
    coalesce(aging.aging_bucket, 'unknown') as aging_bucket,
    aging.days_past_due,
    held.open_amount,
    -- the collector's accounts of the currency, and the place of this one among them, largest first
    count(*) over (
        partition by held.collector_id, held.currency
    ) as open_accounts,
    row_number() over (
        partition by held.collector_id, held.currency
        order by
            held.open_amount desc,
            held.account_id
    ) as amount_rank,
    promises.promise_id, -- the account's latest promise, NULL: none
    promises.status as promise_status,
    promises.currency as promise_currency,
    promises.amount as promised_amount,
    promises.paid_amount,
    promises.due_date as promise_due_date,
    promises.judged_on as promise_judged_on,
    last_actions.channel as last_action_channel,
    last_actions.action_date as last_action_date, -- by anyone, NULL: never
    contacted.last_contact_date, -- the debtor reached, in or out, NULL: never
    first_assigned.first_assigned_date,
    held.as_of,
    held.agenda_date
from held
inner join first_assigned
    on held.account_id = first_assigned.account_id
inner join intermediate.debtors as debtors
    on held.account_id = debtors.account_id
left join intermediate.last_actions as last_actions
    on held.account_id = last_actions.account_id
left join contacted
    on held.account_id = contacted.account_id
left join last_promises as promises
    on held.account_id = promises.account_id
left join last_aging as aging
    on held.account_id = aging.account_id
