-- description: the order in which versions of rows count: export date, then file name, then load; one row per load
-- grain: load_id
-- materialized: view

select
    loads.load_id,
    row_number() over (
        order by loads.exported_at, parse_filename(loads.path), loads.load_id
    ) as load_order,
    (loads.exported_at at time zone 'UTC' at time zone settings.time_zone)::date as exported_on
from ops.loads as loads
cross join ops.settings as settings
