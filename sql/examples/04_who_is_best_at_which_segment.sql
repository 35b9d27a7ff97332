-- question: Who is best at which kind of account?
-- answer: For each segment of at least 10 accounts in a collector's hands, the three with the
-- answer: highest performance index: 1 is what an average collector recovers from the same
-- answer: accounts.

select
    segments.portfolio,
    segments.currency,
    segments.amount_band,
    segments.aging_bucket,
    segments.debtor_type,
    row_number() over (
        partition by
            segments.portfolio,
            segments.currency,
            segments.amount_band,
            segments.aging_bucket,
            segments.debtor_type
        order by segments.performance_index desc, segments.collector_id
    ) as place,
    segments.collector_id,
    segments.assigned_accounts,
    segments.assigned_amount,
    segments.recovered_assigned_amount,
    round(segments.effectiveness_by_amount, 4) as effectiveness_by_amount,
    round(segments.performance_index, 2) as performance_index
from marts.segment_months as segments
cross join ops.settings as settings
where
    segments.month = date_trunc('month', settings.as_of)
    and segments.assigned_accounts >= 10
    and segments.performance_index is not null
qualify place <= 3
order by all
