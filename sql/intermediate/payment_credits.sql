-- description: who earned each payment by each rule, and by the configured one; one row per payment
-- grain: payment_id
-- materialized: incremental
-- key: account_id
-- window: payment_date
-- lookback: unbounded

with

in_window as (
    select payments.*
    from intermediate.payments as payments
    where
        payments.payment_date >= $start
        and payments.payment_date < $end
),

-- a reversal is booked to whoever earned the payment it reverses, so those payments are credited
-- along with the window
to_credit as (
    select in_window.*
    from in_window
    where in_window.reversed_payment_id is null
    union
    select original.*
    from intermediate.payments as original
    semi join in_window
        on original.payment_id = in_window.reversed_payment_id
),

-- every action of the days before; when the payment has no time of day, the actions of its date
-- count as before it
touches as (
    select
        to_credit.payment_id,
        to_credit.payment_date,
        actions.interaction_id,
        actions.collector_id,
        actions.channel,
        actions.portfolio,
        actions.currency,
        actions.action_date,
        actions.reaction_level,
        (actions.local_at, actions.load_order, actions.line_order) as happened
    from to_credit
    cross join ops.settings as settings
    inner join intermediate.actions as actions
        on
            to_credit.account_id = actions.account_id
            and actions.action_date >= to_credit.payment_date - settings.touch_days
            and actions.action_date <= to_credit.payment_date
    where
        actions.collector_id is not null
        and (not to_credit.has_time or actions.local_at <= to_credit.local_at)
),

best as (
    select
        touches.payment_id,
        arg_max(touches.collector_id, touches.happened) as last_touch_collector_id,
        arg_max(touches.interaction_id, touches.happened) as touch_interaction_id,
        arg_max(touches.channel, touches.happened) as touch_channel,
        arg_max(touches.portfolio, touches.happened) as touch_portfolio,
        arg_max(touches.currency, touches.happened) as touch_currency,
        arg_max(touches.payment_date - touches.action_date, touches.happened) as days_since_touch,
        arg_max(
            touches.collector_id,
            (touches.reaction_level, touches.happened)
        ) as best_touch_collector_id
    from touches
    group by touches.payment_id
),

credited as (
    select
        to_credit.payment_id,
        to_credit.owner_collector_id,
        best.last_touch_collector_id,
        best.best_touch_collector_id,
        case settings.attribution
            when 'last_touch' then best.last_touch_collector_id
            when 'best_touch' then best.best_touch_collector_id
            else to_credit.owner_collector_id
        end as credited_collector_id,
        best.touch_interaction_id,
        best.touch_channel,
        best.touch_portfolio,
        best.touch_currency,
        best.days_since_touch,
        to_credit.portfolio,
        to_credit.currency,
        to_credit.account_id,
        to_credit.payment_date
    from to_credit
    cross join ops.settings as settings
    left join best
        on to_credit.payment_id = best.payment_id
),

worked as (
    select distinct touches.payment_id
    from touches
    inner join credited
        on
            touches.payment_id = credited.payment_id
            and touches.collector_id = credited.credited_collector_id
)

select
    in_window.payment_id,
    in_window.account_id,
    in_window.payment_date,
    in_window.amount,
    in_window.currency,
    in_window.portfolio,
    -- settled, pending, failed, reversed, unknown; ignored: takes back what never settled
    in_window.status,
    credited.owner_collector_id, -- NULL: held by nobody that day
    credited.last_touch_collector_id, -- NULL: no action in the days before
    credited.best_touch_collector_id,
    credited.credited_collector_id, -- NULL: unattributed
    in_window.reverses_payment_id,
    -- the payment whose credit this row takes back, NULL for any other row
    in_window.reversed_payment_id,
    -- date and portfolio of the payment itself, also in the row that reverses it
    credited.payment_date as credited_date,
    credited.portfolio as credited_portfolio,
    credited.currency as credited_currency,
    credited.touch_interaction_id, -- the last touch
    credited.touch_channel,
    credited.touch_portfolio,
    credited.touch_currency,
    credited.days_since_touch,
    worked.payment_id is not null as is_worked, -- follows an action by the credited collector
    in_window.method,
    in_window.source,
    in_window.load_id
from in_window
inner join credited
    on coalesce(in_window.reversed_payment_id, in_window.payment_id) = credited.payment_id
left join worked
    on credited.payment_id = worked.payment_id
