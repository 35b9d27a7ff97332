-- description: actions of a date and what they cost; one row per date, portfolio, currency and channel
-- grain: action_date, portfolio, currency, channel
-- materialized: incremental
-- window: action_date
-- lookback: 0d
-- column cost_amount: [money] Σ of their stated costs

select
    actions.action_date,
    actions.portfolio,
    actions.currency,
    actions.channel,
    count(*) as actions,
    count(actions.cost_amount) as costed_actions, -- those that state a cost
    coalesce(sum(actions.cost_amount), 0)::decimal(18, 4) as cost_amount
from intermediate.actions as actions
where
    actions.action_date >= $start
    and actions.action_date < $end
group by all
