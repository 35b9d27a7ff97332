-- question: Who will reach the month's target at this pace?
-- answer: `projected_attainment` is the attainment so far ÷ the share of the month that has passed;
-- answer: a pace, not a forecast: paydays and month ends come on dates of their own, and it overshoots
-- answer: as often as it falls short.

select
    board.collector_id,
    board.collector_name,
    board.team,
    board.currency,
    board.recovered_amount,
    board.target_amount,
    round(board.target_attainment, 4) as target_attainment,
    round(board.target_attainment * day(last_day(board.as_of)) / day(board.as_of), 4)
        as projected_attainment
from marts.leaderboard as board
where board.target_amount is not null
order by projected_attainment desc, board.collector_id
