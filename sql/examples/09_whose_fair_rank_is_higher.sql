-- question: Whose fair rank differs from the plain one, and why?
-- answer: The plain rank compares with all accounts, `performance_index` with accounts of the same
-- answer: portfolio, age and size. Who won places held accounts of which less is usually recovered:
-- answer: `expected_effectiveness` is below the others'. `telling_segment` is the one that speaks most
-- answer: for or against the collector's accounts, by what an average account of the board would have
-- answer: brought instead; of few accounts, it may rest on a single payment.

with segments as (
    select
        segments.collector_id,
        segments.currency,
        segments.portfolio || ' ' || segments.aging_bucket || ' ' || segments.amount_band as segment,
        sum(segments.assigned_accounts) as accounts,
        sum(segments.assigned_amount) as assigned_amount,
        sum(segments.expected_amount) as expected_amount
    from marts.segment_months as segments
    inner join ops.settings as settings on segments.month = date_trunc('month', settings.as_of)
    group by all
),

averages as (
    select
        segments.currency,
        sum(segments.expected_amount) / nullif(sum(segments.assigned_amount), 0) as effectiveness
    from segments
    group by segments.currency
),

telling as (
    select
        segments.collector_id,
        segments.currency,
        segments.expected_amount - averages.effectiveness * segments.assigned_amount as difference,
        segments.segment || ' (' || segments.accounts || ' accounts)' as segment
    from segments
    inner join averages on segments.currency = averages.currency
    qualify row_number() over (
        partition by segments.collector_id, segments.currency
        order by abs(difference) desc, segments.segment
    ) = 1
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
    telling.segment as telling_segment,
    round(telling.difference, 2) as telling_amount
from marts.leaderboard as board
left join telling
    on
        board.collector_id = telling.collector_id
        and board.currency = telling.currency
where board.rank_by_index <> board.rank_by_amount
order by places_won desc, board.rank_by_index
