-- description: targets as stated; one row per month, collector or team, metric and currency
-- grain: month, collector_id, team, metric, currency
-- materialized: view
-- column team: NULL: a collector's target
-- column collector_id: NULL: a team's target

select
    date_trunc('month', targets.month)::date as month,
    targets.collector_id,
    targets.team,
    targets.metric,
    coalesce(targets.currency, settings.currency) as currency,
    targets.load_id,
    targets.value
from raw.targets as targets
cross join ops.settings as settings
