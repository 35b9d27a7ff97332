-- question: Who is best at which kind of account?
-- answer: For each segment in which at least three collectors hold five accounts or more, the three
-- answer: with the highest performance index: 1 is what an average collector recovers from the same
-- answer: accounts. Few accounts are few proofs: look at `assigned_accounts` before you praise.

with qualified as (
    select
        segments.*,
        count(*) over segment as collectors,
        row_number() over (
            segment
            order by segments.performance_index desc, segments.collector_id
        ) as place
    from marts.segment_months as segments
    inner join ops.settings as settings on segments.month = date_trunc('month', settings.as_of)
    where
        segments.assigned_accounts >= 5
        and segments.performance_index is not null
    window segment as (
        partition by
            segments.portfolio,
            segments.currency,
            segments.amount_band,
            segments.aging_bucket,
            segments.debtor_type
    )
)

select
    qualified.portfolio,
    qualified.currency,
    qualified.amount_band,
    qualified.aging_bucket,
    qualified.debtor_type,
    qualified.place,
    qualified.collector_id,
    qualified.assigned_accounts,
    qualified.assigned_amount,
    qualified.recovered_assigned_amount,
    round(qualified.effectiveness_by_amount, 4) as effectiveness_by_amount,
    round(qualified.performance_index, 2) as performance_index
from qualified
where
    qualified.collectors >= 3
    and qualified.place <= 3
    and qualified.performance_index > 0
order by all
