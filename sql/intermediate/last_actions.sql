-- description: the last action on an account up to the board's date; one row per account with any
-- grain: account_id
-- materialized: incremental
-- key: account_id
-- column channel: channel of the last action of that date

with

last_dates as (
    select
        actions.account_id,
        max(actions.action_date) as action_date
    from intermediate.actions as actions
    group by actions.account_id
)

select
    actions.account_id,
    arg_max(
        actions.channel,
        (actions.local_at, actions.load_order, actions.line_order, actions.interaction_id)
    ) as channel,
    any_value(actions.action_date) as action_date
from intermediate.actions as actions
semi join last_dates
    on
        actions.account_id = last_dates.account_id
        and actions.action_date = last_dates.action_date
group by actions.account_id
