-- description: what the actions of the month to date cost and what was paid after them; one row per portfolio, currency and channel
-- labels: portfolio, currency, channel
-- max_series: 2000
-- metric actions: Outbound interactions of the month to date.
-- metric costed_actions: Outbound interactions of the month to date that state a cost.
-- metric amount: What the actions of the month to date cost, in the currency of the label.
-- metric per_action_amount: Cost divided by the actions that state one.
-- metric recovered_amount: Net settled payments of the month to date whose last touch was on the channel; (none) without one.
-- metric per_unit_recovered_ratio: Cost divided by the recovered amount; may exceed 1.

select
    costs.portfolio,
    costs.currency,
    costs.channel,
    costs.actions,
    costs.costed_actions,
    costs.cost_amount as amount,
    costs.cost_per_action as per_action_amount,
    costs.recovered_amount,
    costs.cost_per_unit_recovered as per_unit_recovered_ratio
from marts.cost_months as costs
inner join ops.settings as settings
    on costs.month = date_trunc('month', settings.as_of)::date
