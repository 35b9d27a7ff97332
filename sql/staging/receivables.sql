-- description: month-end receivables as stated; one row per month, portfolio, currency and load
-- grain: month, portfolio, currency, load_id
-- materialized: view

select
    date_trunc('month', receivables.month)::date as month,
    receivables.portfolio,
    coalesce(receivables.currency, settings.currency) as currency,
    receivables.load_id,
    receivables.beginning_receivable,
    receivables.credit_sales,
    receivables.ending_receivable,
    receivables.ending_current
from raw.receivables as receivables
cross join ops.settings as settings
