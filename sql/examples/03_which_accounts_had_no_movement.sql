-- question: Which accounts has nobody moved for too long?
-- answer: Open accounts without an action by anyone for `idle_days`; a collector's rows are the
-- answer: `idle_accounts` of the board. Large ones first.

with

accounts as (
    select
        events.account_id,
        arg_max(events.event, events.event_number)
            filter (where events.event in ('assigned', 'unassigned')) as last_holding_event,
        -- NULL, where nobody holds it, is a value here
        arg_max_null(events.collector_id, events.event_number)
            filter (where events.event = 'assigned') as collector_id,
        arg_max(events.portfolio, events.event_number)
            filter (where events.event = 'assigned') as portfolio,
        arg_max(events.currency, events.event_number)
            filter (where events.event = 'assigned') as currency,
        min(events.event_date) filter (where events.event = 'assigned') as first_assigned_on,
        max(events.event_date) filter (where events.event = 'action') as last_action_on
    from marts.account_timeline as events
    group by events.account_id
),

stated as (
    select
        accounts.account_id,
        max(events.event_date) as stated_on,
        arg_max(events.amount, events.event_date) as amount
    from accounts
    inner join marts.account_timeline as events
        on
            accounts.account_id = events.account_id
            and accounts.currency = events.currency
            and events.event = 'balance_stated'
    group by accounts.account_id
),

balances as (
    select
        stated.account_id,
        stated.amount - coalesce(sum(credits.amount), 0) as open_amount
    from stated
    inner join accounts on stated.account_id = accounts.account_id
    cross join ops.settings as settings
    left join marts.payment_credits as credits
        on
            stated.account_id = credits.account_id
            and accounts.currency = credits.currency
            and stated.stated_on <= credits.payment_date
            and settings.as_of >= credits.payment_date
            and credits.status = 'settled'
    group by stated.account_id, stated.amount
)

select
    accounts.collector_id,
    accounts.account_id,
    accounts.portfolio,
    accounts.currency,
    balances.open_amount,
    accounts.first_assigned_on,
    accounts.last_action_on,
    settings.as_of - coalesce(accounts.last_action_on, accounts.first_assigned_on) as idle_days
from accounts
cross join ops.settings as settings
inner join balances on accounts.account_id = balances.account_id
where
    accounts.last_holding_event = 'assigned'
    and accounts.collector_id is not null
    and balances.open_amount > 0
    and settings.as_of - coalesce(accounts.last_action_on, accounts.first_assigned_on)
    >= settings.idle_days
order by accounts.currency, balances.open_amount desc, accounts.account_id
