-- description: everything that happened to an account up to the board's date, in order; one row per account and event
-- grain: account_id, event_number
-- materialized: view
-- checked: never
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

select
    events.account_id,
    row_number() over (
        partition by events.account_id
        order by
            events.event_date,
            events.event_at,
            events.event_order,
            events.event_key
    ) as event_number, -- from 1
    events.event_date,
    events.event_at, -- wall clock of the business, midnight without a time of day
    events.has_time,
    -- unassigned, assigned, balance_stated, promise_kept, promise_partial, promise_broken,
    -- promise_superseded, action, inbound, promise_made, payment, reversal
    events.event,
    events.event_key, -- id of interaction, payment or promise; collector|start; currency
    events.collector_id, -- of a payment, whoever is credited with it; NULL: nobody
    events.channel, -- of interactions
    events.outcome, -- of interactions, in the export's word
    events.reaction, -- of interactions
    -- the balance stated, promised or paid; NULL for assignments and interactions
    events.amount,
    events.currency, -- NULL for interactions
    events.portfolio,
    events.status, -- of payments as in payment_credits, of promises as in promises
    events.due_date, -- of promises
    events.days_past_due, -- as stated with the balance
    events.relation, -- for `recaudo trace`: the relation ...
    events.row_key, -- ... and the key
    events.load_id -- NULL: a promise's verdict comes from several rows
from intermediate.account_events as events
