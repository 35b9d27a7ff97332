-- description: an assignment that ends before it starts, or on the same date, holds nothing and was dropped; one row per such assignment
-- severity: warn

select
    stated.source,
    stated.account_id,
    stated.collector_id,
    stated.start_date,
    stated.end_date
from intermediate.stated_holdings as stated
where stated.start_date >= stated.end_date
