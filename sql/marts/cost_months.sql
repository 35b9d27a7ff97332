-- description: what the actions on each channel cost, and what was paid after them; one row per month, portfolio, currency and channel
-- grain: month, portfolio, currency, channel
-- materialized: table
-- column recovered_amount: [money] net settled payments of the month whose last touch was on the channel (canon 6)
-- column channel: channel of the actions and of the last touch; `(none)` for payments without one (canon 6)

with

figures as (
    select
        date_trunc('month', days.action_date)::date as month,
        days.portfolio,
        days.currency,
        days.channel,
        days.actions,
        days.costed_actions,
        days.cost_amount,
        0 as recovered_amount
    from intermediate.cost_days as days
    union all
    select
        date_trunc('month', credits.payment_date)::date as month,
        credits.portfolio,
        credits.currency,
        coalesce(credits.touch_channel, '(none)') as channel,
        0 as actions,
        0 as costed_actions,
        0 as cost_amount,
        sum(credits.amount) as recovered_amount
    from intermediate.payment_credits as credits
    where credits.status = 'settled'
    group by all
)

select
    figures.month, -- its first day
    figures.portfolio,
    figures.currency,
    figures.channel, -- (none): paid without an action in the days before
    sum(figures.actions)::bigint as actions,
    sum(figures.costed_actions)::bigint as costed_actions, -- those that state a cost
    sum(figures.cost_amount)::decimal(18, 4) as cost_amount,
    sum(figures.cost_amount)::double / nullif(sum(figures.costed_actions), 0) as cost_per_action,
    -- net settled payments whose last touch was on the channel
    sum(figures.recovered_amount)::decimal(18, 4) as recovered_amount,
    -- NULL where nothing was recovered, or no cost is stated
    if(
        sum(figures.recovered_amount) > 0 and sum(figures.costed_actions) > 0,
        sum(figures.cost_amount)::double / sum(figures.recovered_amount)::double,
        null
    ) as cost_per_unit_recovered
from figures
group by
    figures.month,
    figures.portfolio,
    figures.currency,
    figures.channel
having sum(figures.actions) > 0 or sum(figures.recovered_amount) <> 0
