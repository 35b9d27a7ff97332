-- question: What does each channel provoke, and what does it bring?
-- answer: Month to date. `reaction_ratio` is talk, `payment_ratio` is money: the share of actions
-- answer: that a payment followed within `payment_days`.

select
    channels.channel,
    sum(channels.actions) as actions,
    sum(channels.delivered) as delivered,
    sum(channels.opened) as opened,
    sum(channels.debtor_contact) as debtor_contact,
    sum(channels.promise) as promise,
    round(sum(channels.debtor_contact) / nullif(sum(channels.actions), 0), 4) as reaction_ratio,
    round(sum(channels.paid_actions) / nullif(sum(channels.matured_actions), 0), 4)
        as payment_ratio
from marts.channel_periods as channels
inner join ops.settings as settings on channels.as_of = settings.as_of
where channels.period = 'month'
group by channels.channel
order by reaction_ratio desc nulls last, channels.channel
