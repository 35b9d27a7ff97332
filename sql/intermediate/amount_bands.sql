-- description: bands into which amounts fall, from the configured limits, else by powers of ten; one row per band
-- grain: band_number
-- materialized: table
-- column low_amount: [money] least amount of the band; NULL: the band of zero and below

with

-- where a band begins and the next one does, in order; amounts have four decimals
limits as (
    select
        unnest(
            if(
                len(settings.amount_limits) > 0,
                settings.amount_limits::decimal(20, 4)[],
                list_transform(range(-4, 15), lambda power: (10.0::double ** power)::decimal(20, 4))
            )
        ) as low_amount,
        len(settings.amount_limits) > 0 as is_configured
    from ops.settings as settings
),

bands as (
    select
        limits.low_amount,
        lead(limits.low_amount) over (order by limits.low_amount) as high_amount
    from limits
    union all
    select
        0 as low_amount,
        min(limits.low_amount) as high_amount
    from limits
    having bool_and(limits.is_configured)
),

-- without trailing zeros
named as (
    select
        bands.low_amount,
        rtrim(rtrim(bands.low_amount::varchar, '0'), '.') as low_name,
        rtrim(rtrim(bands.high_amount::varchar, '0'), '.') as high_name
    from bands
)

select
    row_number() over (order by named.low_amount) as band_number,
    -- the first amount in the band
    greatest(named.low_amount, 0.0001)::decimal(20, 4) as low_amount,
    named.low_name || coalesce('-' || named.high_name, '+') as amount_band
from named
union all
select
    0 as band_number,
    null as low_amount,
    '0' as amount_band -- zero and below
