-- description: every promise with its verdict as of the board's date; one row per promise
-- grain: promise_id
-- materialized: view
-- column amount: [money] amount promised
-- column collector_id: who took it, else the holder that day (canon 5); NULL: nobody

select
    verdicts.promise_id, -- the interaction's id when promises are taken from interactions
    verdicts.account_id,
    verdicts.collector_id, -- who took it, else the holder that day; NULL: nobody
    verdicts.promised_on,
    verdicts.due_date,
    verdicts.amount,
    verdicts.currency,
    verdicts.portfolio,
    verdicts.status, -- kept, partial, broken, superseded, pending
    verdicts.paid_amount, -- net, within the promise's window
    verdicts.judged_on, -- NULL while pending
    verdicts.load_id
from intermediate.promise_verdicts as verdicts
