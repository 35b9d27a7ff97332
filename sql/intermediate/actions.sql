-- description: outbound interactions up to the board's date with their portfolio and currency; one row per action
-- grain: interaction_id
-- materialized: incremental
-- key: account_id
-- window: action_date
-- lookback: unbounded
-- column collector_id: NULL: nobody (a robot, a portal)
-- column cost_amount: [money] what it cost; NULL: not stated

select
    interactions.interaction_id,
    interactions.account_id,
    interactions.collector_id, -- NULL: nobody, a robot or a portal
    interactions.channel,
    coalesce(holdings.portfolio, defaults.portfolio, '(none)') as portfolio,
    coalesce(interactions.currency, holdings.currency, defaults.currency, settings.currency)
        as currency,
    interactions.reason_code,
    interactions.reaction_level,
    interactions.cost_amount,
    interactions.load_order,
    interactions.line_order,
    interactions.has_time,
    interactions.local_at,
    interactions.interaction_date as action_date
from staging.interactions as interactions
cross join ops.settings as settings
left join intermediate.holdings as holdings
    on
        interactions.account_id = holdings.account_id
        and interactions.interaction_date >= holdings.start_date
        and interactions.interaction_date < holdings.end_date
left join intermediate.account_defaults as defaults
    on interactions.account_id = defaults.account_id
where
    interactions.direction = 'outbound'
    and interactions.interaction_date >= $start
    and interactions.interaction_date < $end
    -- the business date is an expression; this bound on the stored column lets whole blocks be
    -- skipped
    and interactions.occurred_at >= $start - interval 2 day
    and interactions.occurred_at < $end + interval 2 day
