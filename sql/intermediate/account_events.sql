-- description: everything that happened to an account up to the board's date, not yet in order; one row per account, date, event and key
-- grain: account_id, event_date, event, event_key
-- materialized: view
-- column event: `unassigned`, `assigned`, `balance_stated`, `promise_kept`, `promise_partial`, `promise_broken`, `promise_superseded`, `action`, `inbound`, `promise_made`, `payment` or `reversal` (canon 7)
-- column event_key: id of the interaction, payment or promise; collector and start of a holding; currency of a balance
-- column collector_id: who did it, holds the account or is credited with the payment; NULL: nobody
-- column channel: NULL: no interaction
-- column outcome: NULL: no interaction, or not stated
-- column reaction: NULL: no interaction, or its outcome is not translated
-- column amount: [money] what was stated, promised or paid; NULL: the event has no amount
-- column currency: NULL: the event has no amount
-- column status: of a payment as in `marts.payment_credits`, of a promise as in `marts.promises`; NULL: neither
-- column due_date: NULL: no promise
-- column days_past_due: [days past due] stated with the balance; NULL: not stated
-- column load_id: NULL: it follows from several rows
-- column row_key: key of the event's own row, as `recaudo trace` takes it; NULL: it follows from several rows

-- No window and no aggregate across accounts, so that a condition on the account reaches every
-- table behind the view.
with

-- the row that says who holds an account from a date on
statements as (
    select
        assignments.account_id,
        assignments.collector_id,
        assignments.source,
        coalesce(assignments.start_date, assignments.as_of_date) as stated_date,
        arg_max(assignments.row_key, (assignments.load_order, assignments.row_key)) as row_key,
        arg_max(assignments.load_id, (assignments.load_order, assignments.row_key)) as load_id
    from staging.assignments as assignments
    group by all
),

-- the row whose balance counts, as in intermediate.balance_statements
balance_rows as (
    select
        assignments.account_id,
        coalesce(assignments.currency, defaults.currency, settings.currency) as currency,
        coalesce(assignments.start_date, assignments.as_of_date) as stated_date,
        arg_max(
            assignments.row_key,
            (assignments.load_order, coalesce(assignments.collector_id, ''))
        ) as row_key,
        arg_max(
            assignments.load_id,
            (assignments.load_order, coalesce(assignments.collector_id, ''))
        ) as load_id
    from staging.assignments as assignments
    cross join ops.settings as settings
    left join intermediate.account_defaults as defaults
        on assignments.account_id = defaults.account_id
    where assignments.assigned_amount is not null
    group by all
),

holdings as (
    select
        holdings.account_id,
        holdings.collector_id,
        holdings.portfolio,
        holdings.currency,
        coalesce(holdings.collector_id, '(none)') || '|' || holdings.start_date as event_key,
        statements.row_key,
        statements.load_id,
        holdings.start_date,
        holdings.end_date
    from intermediate.holdings as holdings
    left join statements
        on
            holdings.account_id = statements.account_id
            and holdings.collector_id is not distinct from statements.collector_id
            and holdings.source = statements.source
            and holdings.start_date = statements.stated_date
),

ended as (
    select holdings.*
    from holdings
    cross join ops.settings as settings
    anti join intermediate.holdings as next_holdings
        on
            holdings.account_id = next_holdings.account_id
            and holdings.end_date = next_holdings.start_date
    where holdings.end_date <= settings.as_of
),

balances as (
    select
        balances.account_id,
        balances.currency,
        balances.statement_date,
        balances.balance,
        aging.days_past_due,
        holdings.collector_id,
        coalesce(holdings.portfolio, defaults.portfolio, '(none)') as portfolio,
        rows.row_key,
        rows.load_id
    from intermediate.balance_statements as balances
    left join intermediate.account_defaults as defaults
        on balances.account_id = defaults.account_id
    left join intermediate.aging_statements as aging
        on
            balances.account_id = aging.account_id
            and balances.statement_date = aging.statement_date
    left join balance_rows as rows
        on
            balances.account_id = rows.account_id
            and balances.currency = rows.currency
            and balances.statement_date = rows.stated_date
    left join holdings
        on
            balances.account_id = holdings.account_id
            and balances.statement_date >= holdings.start_date
            and balances.statement_date < holdings.end_date
),

interactions as (
    select
        interactions.*,
        coalesce(holdings.portfolio, defaults.portfolio, '(none)') as portfolio
    from staging.interactions as interactions
    cross join ops.settings as settings
    left join holdings
        on
            interactions.account_id = holdings.account_id
            and interactions.interaction_date >= holdings.start_date
            and interactions.interaction_date < holdings.end_date
    left join intermediate.account_defaults as defaults
        on interactions.account_id = defaults.account_id
    where interactions.interaction_date <= settings.as_of
),

promises as (
    select
        terms.*,
        verdicts.status,
        verdicts.judged_on,
        settings.promises_source
    from intermediate.promise_terms as terms
    cross join ops.settings as settings
    inner join intermediate.promise_verdicts as verdicts
        on
            terms.promise_id = verdicts.promise_id
            and terms.account_id = verdicts.account_id
),

payments as (
    select
        payments.*,
        credits.credited_collector_id
    from intermediate.payments as payments
    inner join intermediate.payment_credits as credits
        on
            payments.payment_id = credits.payment_id
            and payments.account_id = credits.account_id
),

events as (
    select
        1 as event_order,
        'unassigned' as event,
        ended.event_key,
        ended.account_id,
        ended.collector_id,
        ended.portfolio,
        ended.currency,
        null::varchar as channel,
        null::varchar as outcome,
        null::varchar as reaction,
        null::varchar as status,
        null::decimal(18, 4) as amount,
        null::date as due_date,
        null::integer as days_past_due,
        false as has_time,
        ended.end_date::timestamp as event_at,
        'raw.assignments' as relation,
        ended.row_key,
        ended.load_id
    from ended
    union all by name
    select
        2 as event_order,
        'assigned' as event,
        holdings.event_key,
        holdings.account_id,
        holdings.collector_id,
        holdings.portfolio,
        holdings.currency,
        false as has_time,
        holdings.start_date::timestamp as event_at,
        'raw.assignments' as relation,
        holdings.row_key,
        holdings.load_id
    from holdings
    union all by name
    select
        3 as event_order,
        'balance_stated' as event,
        balances.currency as event_key,
        balances.account_id,
        balances.collector_id,
        balances.portfolio,
        balances.currency,
        balances.balance as amount,
        balances.days_past_due,
        false as has_time,
        balances.statement_date::timestamp as event_at,
        'raw.assignments' as relation,
        balances.row_key,
        balances.load_id
    from balances
    union all by name
    select
        3 + list_position(['kept', 'partial', 'broken', 'superseded'], promises.status)
            as event_order,
        'promise_' || promises.status as event,
        promises.promise_id as event_key,
        promises.account_id,
        promises.collector_id,
        promises.portfolio,
        promises.currency,
        promises.status,
        promises.amount,
        promises.due_date,
        false as has_time,
        promises.judged_on::timestamp as event_at,
        'marts.promises' as relation, -- a verdict has several rows behind it
        promises.promise_id as row_key
    from promises
    where promises.judged_on is not null
    union all by name
    select
        if(interactions.direction = 'outbound', 8, 9) as event_order,
        if(interactions.direction = 'outbound', 'action', 'inbound') as event,
        interactions.interaction_id as event_key,
        interactions.account_id,
        interactions.collector_id,
        interactions.portfolio,
        interactions.channel,
        interactions.outcome,
        coalesce(interactions.reaction, 'none') as reaction,
        interactions.has_time,
        interactions.local_at as event_at,
        'raw.interactions' as relation,
        interactions.interaction_id as row_key,
        interactions.load_id
    from interactions
    union all by name
    select
        10 as event_order,
        'promise_made' as event,
        promises.promise_id as event_key,
        promises.account_id,
        promises.collector_id,
        promises.portfolio,
        promises.currency,
        promises.status,
        promises.amount,
        promises.due_date,
        promises.has_time,
        promises.local_at as event_at,
        'raw.' || promises.promises_source as relation,
        promises.promise_id as row_key,
        promises.load_id
    from promises
    union all by name
    select
        if(payments.amount < 0, 12, 11) as event_order,
        if(payments.amount < 0, 'reversal', 'payment') as event,
        payments.payment_id as event_key,
        payments.account_id,
        payments.credited_collector_id as collector_id,
        payments.portfolio,
        payments.currency,
        payments.status,
        payments.amount,
        payments.has_time,
        payments.local_at as event_at,
        'raw.payments' as relation,
        payments.payment_id as row_key,
        payments.load_id
    from payments
)

select
    events.account_id,
    events.event_at::date as event_date,
    events.event_at,
    events.has_time,
    events.event_order, -- among events of one account and moment
    events.event,
    events.event_key,
    events.collector_id,
    events.channel,
    events.outcome,
    events.reaction,
    events.amount,
    events.currency,
    events.portfolio,
    events.status,
    events.due_date,
    events.days_past_due,
    events.relation,
    events.row_key,
    events.load_id
from events
