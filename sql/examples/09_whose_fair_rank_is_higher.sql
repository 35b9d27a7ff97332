-- question: Who stands higher by the fair rank than by the plain one, and why?
-- answer: Those who recovered more than the average collector would have from the same, harder
-- answer: accounts: the plain rank compares with all accounts, `performance_index` with accounts of
-- answer: the same portfolio, age and size.

with late as (
    select
        segments.collector_id,
        segments.currency,
        sum(segments.assigned_amount)
            filter (where segments.aging_bucket not in ('current', '1-30'))
        / nullif(sum(segments.assigned_amount), 0) as late_share
    from marts.segment_months as segments
    inner join ops.settings as settings on segments.month = date_trunc('month', settings.as_of)
    group by segments.collector_id, segments.currency
)

select
    board.currency,
    board.collector_id,
    board.collector_name,
    board.rank_by_amount,
    board.rank_by_index,
    board.rank_by_amount - board.rank_by_index as places_won,
    board.recovered_assigned_amount,
    board.expected_amount,
    round(board.performance_index, 2) as performance_index,
    round(board.effectiveness_by_amount, 4) as effectiveness_by_amount,
    round(board.expected_amount / nullif(board.assigned_amount, 0), 4) as expected_effectiveness,
    round(late.late_share, 4) as share_of_amount_over_30_days
from marts.leaderboard as board
left join late
    on
        board.collector_id = late.collector_id
        and board.currency = late.currency
where board.rank_by_index < board.rank_by_amount
order by places_won desc, board.rank_by_index
