-- question: Who will reach the month's target at this pace?
-- answer: `projected_attainment` is the attainment so far ÷ the share of the month that has passed;
-- answer: payments gather at month ends, so take it as a floor.

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
