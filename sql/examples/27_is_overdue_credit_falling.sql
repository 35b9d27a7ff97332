-- question: Is overdue credit falling?
-- answer: `overdue_ratio` is what is overdue ÷ the month's credit sales; `cei` near 1 means that
-- answer: nearly all that could be collected was. Months without stated receivables are left out.

select
    months.portfolio,
    months.currency,
    months.month,
    months.credit_sales,
    months.overdue_receivable,
    round(months.overdue_ratio, 4) as overdue_ratio,
    round(months.cei, 4) as cei,
    round(months.cei_quarter, 4) as cei_quarter
from marts.portfolio_months as months
where months.overdue_ratio is not null
order by months.portfolio, months.currency, months.month
