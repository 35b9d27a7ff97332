-- key: month, portfolio, currency, reason_code
-- part interactions: interactions of the month that state the reason

select
    'interactions' as part,
    'interactions' as entity,
    reasons.interaction_id as row_key,
    reasons.account_id,
    reasons.interaction_date as row_date,
    null::decimal(18, 4) as amount
from intermediate.stated_reasons as reasons
where
    date_trunc('month', reasons.interaction_date) = $month::date
    and reasons.portfolio = $portfolio
    and reasons.currency = $currency
    and reasons.reason_code = $reason_code
