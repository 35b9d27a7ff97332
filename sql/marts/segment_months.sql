-- description: who recovers how much on which kind of account: a collector's assigned accounts of a month by portfolio, size, age and kind of debtor; one row per month, collector, portfolio, currency, amount band, aging bucket and debtor type
-- grain: month, collector_id, portfolio, currency, amount_band, aging_bucket, debtor_type
-- materialized: table
-- column assigned_accounts: [accounts] accounts of the segment assigned in the month (canon 6)
-- column recovered_assigned_amount: [money] net settled amount credited on them in the month (canon 6)
-- column expected_amount: [money] the segment's assigned amount × the recovery ratio of its cell of portfolio, currency, aging bucket and amount band (canon 6)
-- column debtor_type: what kind of debtor it is, in the export's own words; `(none)` if not stated

select
    date_trunc('month', segments.as_of)::date as month, -- its first date
    segments.collector_id,
    segments.portfolio,
    segments.currency,
    segments.amount_band, -- 0, 100-1000, ...
    segments.aging_bucket, -- current, 1-30, ..., unknown
    segments.debtor_type, -- '(none)' where not stated
    segments.assigned_accounts,
    segments.assigned_amount,
    -- without reversals on accounts no longer assigned
    segments.recovered_assigned_amount,
    segments.paying_accounts,
    segments.paying_accounts::double / nullif(segments.assigned_accounts, 0)
        as effectiveness_by_count,
    segments.recovered_assigned_amount::double / nullif(segments.assigned_amount, 0)
        as effectiveness_by_amount,
    segments.expected_amount, -- what an average collector would have recovered
    segments.recovered_assigned_amount::double
    / if(segments.expected_amount > 0, segments.expected_amount, null)
        as performance_index -- 1 is average
from intermediate.month_segments as segments
inner join intermediate.calendar as calendar
    on segments.as_of = calendar.as_of
where calendar.is_last_of_month
