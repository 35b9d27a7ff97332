-- description: interactions number $first to $last, counted from the start of the first night; one row per interaction
with numbers as (
    select
        range as number,
        range * 1.0 / getvariable('day_rows') as days,
        hash(range) as h
    from range(getvariable('first'), getvariable('last'))
),
drawn as (
    select
        *,
        floor(days)::bigint * getvariable('placed') + h % getvariable('live') as account,
        hash(number + 7) as h2,
        hash(number + 11) as h3
    from numbers
)
select
    getvariable('prefix') || (number + 1000000000) as interaction_id,
    'CR' || (account + 5000000) as account_id,
    'C' || lpad((hash(account) % getvariable('collectors'))::varchar, 4, '0') as collector_id,
    [
        'call', 'call', 'call', 'call', 'sms', 'whatsapp', 'whatsapp', 'email', 'visit', 'letter',
    ][1 + (h2 % 10)::integer] as channel,
    getvariable('first_night') + interval 8 hours + to_days(floor(days)::integer)
        + to_seconds(((days - floor(days)) * 36000)::bigint) as occurred_at,
    if(h2 % 23 = 0, 'inbound', 'outbound') as direction,
    [
        'no contesta', 'no contesta', 'no contesta', 'buzón', 'contacto tercero', 'contacto titular', 'entregado',
        'promesa de pago',
    ][1 + (h3 % 8)::integer] as outcome,
    (h3 >> 8) % 400 as duration_seconds,
    if(h3 % 32 = 7, ((h3 >> 12) % 90 + 10) * 10000, null) as promised_amount,
    if(
        h3 % 32 = 7,
        getvariable('first_night')::date + floor(days)::integer + 3 + ((h3 >> 30) % 7)::integer,
        null
    ) as promised_date
from drawn
