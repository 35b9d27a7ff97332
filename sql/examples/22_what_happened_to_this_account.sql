-- question: What happened to this account?
-- answer: Every event up to the board's date, in order. `relation` and `row_key` are what `recaudo
-- answer: trace` takes.

with asked as (
    -- write the account here; by default the largest payer of the month
    select arg_max(vital.account_id, vital.recovered_amount) as account_id
    from marts.pareto_accounts as vital
    inner join ops.settings as settings on vital.month = date_trunc('month', settings.as_of)
)

select
    events.event_number,
    events.event_date,
    if(events.has_time, events.event_at::time, null) as event_time,
    events.event,
    events.collector_id,
    events.channel,
    events.outcome,
    events.reaction,
    events.amount,
    events.currency,
    events.status,
    events.due_date,
    events.relation,
    events.row_key
from marts.account_timeline as events
inner join asked on events.account_id = asked.account_id
order by events.event_number
