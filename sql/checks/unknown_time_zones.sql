-- description: the time zone of accounts is not one Recaudo knows, so contact limits go by the business's clock; map it under values: time_zone: to a name like America/Bogota; one row per word
-- severity: warn

select
    accounts.time_zone,
    count(*) as accounts
from staging.accounts as accounts
anti join pg_timezone_names() as zones
    on accounts.time_zone = zones.name
where accounts.time_zone is not null
group by all
