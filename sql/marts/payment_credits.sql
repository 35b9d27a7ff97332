-- description: who earned each payment by each rule, and by the configured one; one row per payment
-- grain: payment_id
-- materialized: view
-- column status: `settled`, `pending`, `failed`, `reversed`, `unknown`, or `ignored`: takes back what never settled (canon 3)

select
    credits.payment_id, -- the content key where the export has no id
    credits.account_id,
    credits.payment_date,
    credits.amount,
    credits.currency,
    credits.portfolio,
    -- settled, pending, failed, reversed, unknown; ignored: takes back what never settled
    credits.status,
    credits.owner_collector_id, -- NULL: held by nobody that day
    credits.last_touch_collector_id, -- NULL: no action in the days before
    credits.best_touch_collector_id, -- NULL: no action in the days before
    credits.credited_collector_id, -- by the configured rule, NULL: unattributed
    credits.reverses_payment_id,
    credits.touch_interaction_id, -- the last touch
    credits.touch_channel,
    credits.days_since_touch,
    credits.is_worked, -- follows an action by the credited collector
    -- date of the payment itself, also in the row that reverses it
    credits.credited_date as original_payment_date,
    credits.method,
    credits.source,
    credits.load_id
from intermediate.payment_credits as credits
