-- description: all-time sums; one row per account
-- grain: account_id
-- materialized: table

select
    account_id,
    sum(amount) as amount
from intermediate.event_days
group by all
