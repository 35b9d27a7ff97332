-- question: Which payments did nobody earn, and who touched the account?
-- answer: Unattributed by the configured rule. With the rule `owner`, `last_touch_collector_id`
-- answer: says who worked the account although nobody held it; NULL there, too, is money that came
-- answer: by itself.

select
    credits.payment_date,
    credits.payment_id,
    credits.account_id,
    credits.portfolio,
    credits.currency,
    credits.amount,
    credits.owner_collector_id,
    credits.last_touch_collector_id,
    credits.touch_channel,
    credits.days_since_touch
from marts.payment_credits as credits
cross join ops.settings as settings
where
    credits.status = 'settled'
    and credits.credited_collector_id is null
    and credits.payment_date >= date_trunc('month', settings.as_of)
order by credits.amount desc, credits.payment_id
