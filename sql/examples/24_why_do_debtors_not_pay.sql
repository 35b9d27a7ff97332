-- question: Why do debtors say that they don't pay?
-- answer: The largest causes first, this month beside the one before.

select
    reasons.portfolio,
    reasons.currency,
    reasons.reason_code,
    sum(reasons.accounts) filter (where reasons.month = date_trunc('month', settings.as_of))
        as accounts,
    sum(reasons.amount) filter (where reasons.month = date_trunc('month', settings.as_of))
        as amount,
    sum(reasons.accounts) filter (where reasons.month < date_trunc('month', settings.as_of))
        as accounts_month_before,
    sum(reasons.amount) filter (where reasons.month < date_trunc('month', settings.as_of))
        as amount_month_before
from marts.reason_months as reasons
cross join ops.settings as settings
where reasons.month >= date_trunc('month', settings.as_of) - interval 1 month
group by all
order by reasons.portfolio, reasons.currency, amount desc nulls last, reasons.reason_code
