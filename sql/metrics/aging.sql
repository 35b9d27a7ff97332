-- description: open accounts by aging bucket on the data date, and how those of each bucket moved when they were last restated; one row per portfolio, currency and aging bucket
-- labels: portfolio, currency, aging_bucket
-- max_series: 5000
-- metric open_accounts: Accounts with a balance above zero at the end of the data date.
-- metric open_amount: Balance of the open accounts, in the currency of the label.
-- metric restated_accounts: Accounts of the bucket whose days past due were stated on the portfolio's latest date with such statements, if within 31 days.
-- metric rolled_accounts: Accounts restated on the portfolio's latest date with statements that moved to a later bucket.
-- metric cured_accounts: Accounts restated on the portfolio's latest date with statements that became current.
-- metric roll_ratio: Rolled accounts divided by restated accounts, on the portfolio's latest date with statements.
-- metric cure_ratio: Cured accounts divided by restated accounts, on the portfolio's latest date with statements; absent for current.

with open_now as (
    select days.*
    from marts.aging_days as days
    inner join ops.settings as settings on days.as_of = settings.as_of
),

restated as (
    select days.*
    from marts.aging_days as days
    cross join ops.settings as settings
    where
        days.restated_accounts > 0
        and days.as_of > settings.as_of - 31
        and days.as_of <= settings.as_of
    qualify days.as_of = max(days.as_of) over (partition by days.portfolio, days.currency)
)

select
    portfolio,
    currency,
    aging_bucket,
    coalesce(open_now.open_accounts, 0) as open_accounts,
    coalesce(open_now.open_amount, 0) as open_amount,
    restated.restated_accounts,
    restated.rolled_accounts,
    restated.cured_accounts,
    restated.roll_rate as roll_ratio,
    restated.cure_rate as cure_ratio
from open_now
full join restated
    using (portfolio, currency, aging_bucket)
