-- description: what is known of the accounts placed on the days $first to $last; one row per account
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
    'D' || (account * 10 // 13) as debtor_id,
    'P' || (h % 6) as portfolio,
    ((h % 100000) / 100.0 * pow(10, 1 + (h >> 20) % 4))::decimal(18, 2) + 1 as original_amount,
    getvariable('first_night')::date + day - ((h >> 8) % 150)::integer as due_date,
    if(h % 9 = 0, 'business', 'person') as debtor_type,
    'R' || ((h >> 30) % 12) as region
from placed
