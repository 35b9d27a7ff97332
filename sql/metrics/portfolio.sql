-- description: how each portfolio stands: work and money of the month to date, receivables of the latest month that is stated; one row per portfolio and currency
-- labels: portfolio, currency
-- max_series: 1000
-- metric assigned_accounts: Accounts assigned to any collector in the month to date.
-- metric recovered_amount: Net settled payments of the month to date, credited to somebody or not, in the currency of the label.
-- metric actions: Outbound interactions of the month to date.
-- metric pareto_accounts: The fewest assigned accounts behind 80 % of what such accounts paid in the month to date.
-- metric pareto_account_ratio: The smallest share of the assigned accounts behind 80 % of what such accounts paid in the month to date.
-- metric pareto_actions: The fewest actions of the month to date behind 80 % of what followed such actions as their last touch.
-- metric pareto_action_ratio: The smallest share of the actions of the month to date behind 80 % of what followed such actions as their last touch.
-- metric receivables_month_timestamp_seconds: Midnight at which the latest month with stated receivables begins, the one that the other figures on receivables are of.
-- formula receivables_month_timestamp_seconds: midnight at which the latest month with a stated receivable begins (canon 6); NULL: none is stated
-- metric credit_sales_amount: Credit sales of the latest month stated, in the currency of the label.
-- metric ending_receivable_amount: Receivables at the end of the latest month stated, in the currency of the label.
-- metric overdue_receivable_amount: Overdue part of the receivables at the end of the latest month stated.
-- metric overdue_ratio: Overdue receivables divided by the credit sales of the latest month stated.
-- metric collection_effectiveness_ratio: Collection effectiveness index (CEI) of the latest month stated.
-- metric collection_effectiveness_quarter_ratio: Collection effectiveness index of the three months that end with the latest one stated.

with current_months as (
    select months.*
    from marts.portfolio_months as months
    inner join ops.settings as settings
        on months.month = date_trunc('month', settings.as_of)::date
),

stated_months as (
    select
        months.*,
        epoch(months.month::timestamp at time zone settings.time_zone) as month_timestamp
    from marts.portfolio_months as months
    cross join ops.settings as settings
    where
        months.beginning_receivable is not null
        or months.credit_sales is not null
        or months.ending_receivable is not null
        or months.ending_current is not null
    qualify row_number() over (
        partition by months.portfolio, months.currency
        order by months.month desc
    ) = 1
)

select
    portfolio,
    currency,
    coalesce(current_months.assigned_accounts, 0) as assigned_accounts,
    coalesce(current_months.recovered_amount, 0) as recovered_amount,
    coalesce(current_months.actions, 0) as actions,
    coalesce(current_months.pareto_accounts, 0) as pareto_accounts,
    current_months.pareto_account_share as pareto_account_ratio,
    coalesce(current_months.pareto_actions, 0) as pareto_actions,
    current_months.pareto_action_share as pareto_action_ratio,
    stated_months.month_timestamp as receivables_month_timestamp_seconds,
    stated_months.credit_sales as credit_sales_amount,
    stated_months.ending_receivable as ending_receivable_amount,
    stated_months.overdue_receivable as overdue_receivable_amount,
    stated_months.overdue_ratio,
    stated_months.cei as collection_effectiveness_ratio,
    stated_months.cei_quarter as collection_effectiveness_quarter_ratio
from current_months
full join stated_months
    using (portfolio, currency)
