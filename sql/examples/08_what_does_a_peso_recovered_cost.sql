-- question: What does a peso recovered cost, by channel?
-- answer: A payment counts for the channel of its last touch. Where not all actions state a cost,
-- answer: `costed_share` says for how many the figure stands. A touch is a collector's: what robots
-- answer: send costs money here and recovers none, even where it helped.

select
    costs.month,
    costs.portfolio,
    costs.currency,
    costs.channel,
    costs.actions,
    round(costs.costed_actions / nullif(costs.actions, 0), 4) as costed_share,
    costs.cost_amount,
    round(costs.cost_per_action, 2) as cost_per_action,
    costs.recovered_amount,
    round(costs.cost_per_unit_recovered, 4) as cost_per_unit_recovered
from marts.cost_months as costs
inner join ops.settings as settings on costs.month = date_trunc('month', settings.as_of)
order by costs.portfolio, costs.currency, costs.cost_per_unit_recovered, costs.channel
