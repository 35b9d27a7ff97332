-- description: actions of a date that a settled payment followed in time; one row per date, collector, portfolio and channel with any
-- grain: action_date, collector_id, portfolio, channel
-- materialized: incremental
-- window: action_date
-- lookback: unbounded
-- lookahead: ops.settings.payment_days

select
    paid.action_date,
    paid.collector_id,
    paid.portfolio,
    paid.channel,
    count(distinct paid.interaction_id) as paid_actions
from intermediate.paid_actions as paid
where
    paid.action_date >= $start
    and paid.action_date < $end
group by all
