-- description: interactions in either direction that state a reason for not paying, with their portfolio and currency; one row per interaction
-- grain: interaction_id
-- materialized: incremental
-- key: account_id
-- window: interaction_date
-- lookback: unbounded

select
    interactions.interaction_id,
    interactions.account_id,
    coalesce(holdings.portfolio, defaults.portfolio, '(none)') as portfolio,
    coalesce(interactions.currency, holdings.currency, defaults.currency, settings.currency)
        as currency,
    interactions.reason_code,
    interactions.interaction_date
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
    interactions.reason_code is not null
    and interactions.interaction_date >= $start
    and interactions.interaction_date < $end
    -- the business date is an expression; this bound on the stored column lets whole blocks be
    -- skipped
    and interactions.occurred_at >= $start - interval 2 day
    and interactions.occurred_at < $end + interval 2 day
