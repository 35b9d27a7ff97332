-- description: dates on which anybody acted on an account, each with the last visit up to it; one row per account and date
-- grain: account_id, action_date
-- materialized: table

with

days as (
    select
        actions.account_id,
        actions.action_date,
        bool_or(actions.channel = 'visit') as has_visit
    from intermediate.actions as actions
    group by all
)

select
    days.account_id,
    days.action_date,
    lead(days.action_date, 1, date '9999-12-31') over by_date as next_action_date,
    max(days.action_date) filter (days.has_visit) over by_date as last_visit_date -- NULL: none yet
from days
window by_date as (
    partition by days.account_id
    order by days.action_date
)
