-- description: why debtors say they do not pay, over the month to date; one row per portfolio, currency and reason code
-- labels: portfolio, currency, reason_code
-- max_series: 2000
-- metric accounts: Accounts on which the reason was stated.
-- metric interactions: Interactions in either direction that state the reason.
-- metric amount: Balance of the accounts at the end of the date on which they last stated it, in the currency of the label.

select
    reasons.portfolio,
    reasons.currency,
    reasons.reason_code,
    reasons.accounts,
    reasons.interactions,
    reasons.amount
from marts.reason_months as reasons
inner join ops.settings as settings
    on reasons.month = date_trunc('month', settings.as_of)::date
