-- description: payments number $first to $last, counted from the start of the first night; one row per payment
with numbers as (
    select
        range as number,
        range * 1.0 / (getvariable('day_rows') // 50) as days,
        hash(range + 5) as h
    from range(getvariable('first'), getvariable('last'))
)
select
    'P' || (number + 100000000) as payment_id,
    'CR' || (floor(days)::bigint * getvariable('placed') + h % getvariable('live') + 5000000) as account_id,
    getvariable('first_night') + interval 8 hours + to_days(floor(days)::integer)
        + to_seconds(((days - floor(days)) * 36000)::bigint) as paid_at,
    if(h % 97 = 0, -1, 1) * ((h >> 16) % 1000000 / 100.0 + 1)::decimal(18, 2) as amount,
    if(h % 50 = 0, 'pending', 'settled') as status
from numbers
