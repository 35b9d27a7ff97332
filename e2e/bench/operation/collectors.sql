-- description: the collectors; one row per collector
select
    'C' || lpad(range::varchar, 4, '0') as collector_id,
    'Collector ' || range as collector_name,
    'Team ' || (range % 20) as team,
    'Supervisor ' || (range % 20) as supervisor
from range(getvariable('collectors'))
