-- description: who recovers how much on accounts of which age and size in the month of the data date, over all portfolios and kinds of debtor; one row per collector, currency, amount band and aging bucket
-- labels: collector_id, collector, team, currency, amount_band, aging_bucket
-- max_series: 10000
-- metric assigned_accounts: Assigned accounts of the segment, one that changed portfolio counted in each.
-- formula assigned_accounts: marts.segment_months.assigned_accounts
-- metric assigned_amount: Balance of these accounts when the month or the holding began, in the currency of the label.
-- formula assigned_amount: marts.segment_months.assigned_amount
-- metric recovered_assigned_amount: Net settled amount credited on these accounts in the month.
-- formula recovered_assigned_amount: marts.segment_months.recovered_assigned_amount
-- metric effectiveness_by_count_ratio: Paying accounts divided by assigned accounts.
-- formula effectiveness_by_count_ratio: marts.segment_months.effectiveness_by_count
-- metric effectiveness_by_amount_ratio: Recovered amount divided by the assigned amount.
-- formula effectiveness_by_amount_ratio: marts.segment_months.effectiveness_by_amount
-- metric expected_amount: What an average collector would have recovered from the same accounts.
-- formula expected_amount: marts.segment_months.expected_amount
-- metric performance_index: Recovered amount divided by the expected amount; 1 is average.
-- formula performance_index: marts.segment_months.performance_index

with

settings as (
    select
        as_of,
        date_trunc('month', as_of)::date as month
    from ops.settings
),

names as (
    select
        collector_id,
        arg_max(collector_name, as_of) as collector_name,
        arg_max(team, as_of) as team
    from marts.collector_periods
    where as_of <= (select settings.as_of from ops.settings as settings)
    group by collector_id
),

segments as (
    select
        months.collector_id,
        months.currency,
        months.amount_band,
        months.aging_bucket,
        sum(months.assigned_accounts)::bigint as assigned_accounts,
        sum(months.assigned_amount) as assigned_amount,
        sum(months.recovered_assigned_amount) as recovered_assigned_amount,
        sum(months.paying_accounts)::bigint as paying_accounts,
        sum(months.expected_amount) as expected_amount
    from marts.segment_months as months
    inner join settings on months.month = settings.month
    group by all
)

select
    segments.collector_id,
    coalesce(names.collector_name, segments.collector_id) as collector,
    coalesce(names.team, '(none)') as team,
    segments.currency,
    segments.amount_band,
    segments.aging_bucket,
    segments.assigned_accounts,
    segments.assigned_amount,
    segments.recovered_assigned_amount,
    segments.paying_accounts::double / nullif(segments.assigned_accounts, 0)
        as effectiveness_by_count_ratio,
    segments.recovered_assigned_amount::double / nullif(segments.assigned_amount, 0)
        as effectiveness_by_amount_ratio,
    segments.expected_amount,
    segments.recovered_assigned_amount::double
    / if(segments.expected_amount > 0, segments.expected_amount, null) as performance_index
from segments
left join names on segments.collector_id = names.collector_id
