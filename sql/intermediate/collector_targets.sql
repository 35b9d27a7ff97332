-- description: this month's target for the recovered amount; one row per collector and currency
-- grain: collector_id, currency
-- materialized: view
-- column value: [money] the month's target for `recovered_amount`

select
    targets.collector_id,
    targets.currency,
    targets.value
from staging.targets as targets
cross join ops.settings as settings
where
    targets.metric = 'recovered_amount'
    and targets.collector_id is not null
    and targets.month = date_trunc('month', settings.as_of)
