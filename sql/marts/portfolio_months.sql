-- description: how each portfolio stands in a month: receivables, work, money and the vital few behind it; one row per month, portfolio and currency
-- grain: month, portfolio, currency
-- materialized: table
-- column assigned_accounts: [accounts] accounts assigned to any collector in the month (canon 6)
-- column recovered_amount: [money] net settled payments of the month, credited to somebody or not (canon 6)
-- column actions: [actions] actions of the month (canon 6)

select
    month, -- its first day
    portfolio,
    currency,
    -- the next eight are NULL where the export does not state the month
    receivables.beginning_receivable,
    receivables.credit_sales,
    receivables.ending_receivable,
    receivables.ending_current, -- part of it that is not yet due
    receivables.overdue_receivable,
    receivables.overdue_ratio,
    receivables.cei, -- collection effectiveness index of the month
    receivables.cei_quarter, -- of three months, NULL unless all of them are stated
    coalesce(totals.assigned_accounts, 0) as assigned_accounts, -- to any collector
    coalesce(totals.recovered_amount, 0)::decimal(18, 4) as recovered_amount, -- credited or not
    coalesce(totals.actions, 0) as actions,
    coalesce(totals.pareto_accounts, 0) as pareto_accounts, -- see marts.pareto_accounts
    totals.pareto_accounts::double / nullif(totals.assigned_accounts, 0)
        as pareto_account_share,
    -- of the actions, the largest by what they were the last touch of, up to 80 % of it
    coalesce(totals.pareto_actions, 0) as pareto_actions,
    totals.pareto_actions::double / nullif(totals.actions, 0) as pareto_action_share
from intermediate.portfolio_totals as totals
full join intermediate.receivable_months as receivables
    using (month, portfolio, currency)
