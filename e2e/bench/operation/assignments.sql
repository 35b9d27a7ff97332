-- description: accounts placed on the days $first to $last, counted from the first night; one row per account
with placed as (
    select
        range as account,
        floor((range - getvariable('live')) / getvariable('placed'))::integer as day,
        hash(range + 3) as h
    from range(
        getvariable('first') * getvariable('placed') + getvariable('live'),
        getvariable('last') * getvariable('placed') + getvariable('live')
    )
)
select
    'CR' || (account + 5000000) as account_id,
    'C' || lpad((hash(account) % getvariable('collectors'))::varchar, 4, '0') as collector_id,
    getvariable('first_night')::date + day as assigned_at,
    getvariable('first_night')::date + day + 30 as unassigned_at,
    ((h % 100000) / 100.0 * pow(10, 1 + (h >> 20) % 4))::decimal(18, 2) + 1 as assigned_amount,
    'P' || (h % 6) as portfolio,
    'D' || (account * 10 // 13) as debtor_id,
    (h >> 8) % 150 as days_past_due
from placed
