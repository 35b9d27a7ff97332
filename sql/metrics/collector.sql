-- description: how each collector stands on the data date; one row per period, collector, portfolio and currency
-- labels: collector_id, collector, team, portfolio, currency, period
-- max_series: 10000
-- metric assigned_accounts: Distinct accounts held at any time in the period.
-- metric assigned_amount: Balance of the assigned accounts when the period or the holding began, in the currency of the label.
-- metric held_seconds: Time accounts were held in the period, summed over accounts.
-- metric open_accounts: Accounts held on the data date with a balance above zero.
-- metric open_amount: Balance of the open accounts at the end of the data date.
-- metric recovered_amount: Net settled amount credited in the period; reversals lower it.
-- metric recovered_assigned_amount: Part of the recovered amount that was paid on assigned accounts.
-- metric worked_recovered_amount: Part of the recovered amount on payments that followed an action of the credited collector.
-- metric paying_accounts: Assigned accounts with a positive net credited amount in the period.
-- metric effectiveness_by_count_ratio: Paying accounts divided by assigned accounts.
-- metric effectiveness_by_amount_ratio: Recovered amount on assigned accounts divided by the assigned amount.
-- metric expected_amount: What an average collector would have recovered from the same accounts: assigned amounts times the recovery ratios of accounts of equal portfolio, age and size.
-- metric performance_index: Recovered amount on assigned accounts divided by the expected amount; 1 is average.
-- metric actions: Outbound interactions in the period.
-- metric worked_accounts: Assigned accounts with at least one action in the period.
-- metric coverage_ratio: Worked accounts divided by assigned accounts.
-- metric visited_or_called_accounts: Assigned accounts with at least one call or visit in the period.
-- metric personal_coverage_ratio: Visited or called accounts divided by assigned accounts.
-- metric contacted_accounts: Assigned accounts where an action reached the debtor.
-- metric contact_ratio: Contacted accounts divided by worked accounts.
-- metric intensity: Actions per assigned account; may exceed 1.
-- metric untouched_accounts: Accounts received in the period and not acted upon since.
-- metric first_action_median_seconds: Median time from receiving an account to the first action on it.
-- metric first_contact_median_seconds: Median time from receiving an account to the first contact with its debtor.
-- metric idle_accounts: Open accounts without an action by anyone for too long.
-- metric unvisited_accounts: Open accounts without a visit by anyone for too long.
-- metric promises_made: Promises taken in the period.
-- metric promises_made_amount: Amount of the promises taken in the period.
-- metric promises_kept: Promises judged kept in the period.
-- metric promises_kept_amount: Amount of the promises judged kept in the period.
-- metric promises_partial: Promises judged partly paid in the period.
-- metric promises_partial_amount: Amount of the promises judged partly paid in the period.
-- metric promises_broken: Promises judged broken in the period.
-- metric promises_broken_amount: Amount of the promises judged broken in the period.
-- metric promises_superseded: Promises replaced by a later one in the period.
-- metric kept_by_count_ratio: Kept promises divided by kept, partly paid and broken ones.
-- metric kept_by_amount_ratio: Amount of kept promises divided by that of kept, partly paid and broken ones.

with settings as (
    select as_of
    from ops.settings
)

select
    periods.collector_id,
    coalesce(periods.collector_name, periods.collector_id) as collector,
    coalesce(periods.team, '(none)') as team,
    periods.portfolio,
    periods.currency,
    periods.period,
    periods.assigned_accounts,
    periods.assigned_amount,
    periods.account_days * 86400 as held_seconds,
    periods.open_accounts,
    periods.open_amount,
    periods.recovered_amount,
    periods.recovered_assigned_amount,
    periods.worked_recovered_amount,
    periods.paying_accounts,
    periods.effectiveness_by_count as effectiveness_by_count_ratio,
    periods.effectiveness_by_amount as effectiveness_by_amount_ratio,
    periods.expected_amount,
    periods.performance_index,
    periods.actions,
    periods.worked_accounts,
    periods.coverage as coverage_ratio,
    periods.visited_or_called_accounts,
    periods.personal_coverage as personal_coverage_ratio,
    periods.contacted_accounts,
    periods.contact_rate as contact_ratio,
    periods.intensity,
    periods.untouched_accounts,
    periods.median_days_to_first_action * 86400 as first_action_median_seconds,
    periods.median_days_to_first_contact * 86400 as first_contact_median_seconds,
    periods.idle_accounts,
    periods.unvisited_accounts,
    periods.promises_made,
    periods.promises_made_amount,
    periods.promises_kept,
    periods.promises_kept_amount,
    periods.promises_partial,
    periods.promises_partial_amount,
    periods.promises_broken,
    periods.promises_broken_amount,
    periods.promises_superseded,
    periods.kept_rate_by_count as kept_by_count_ratio,
    periods.kept_rate_by_amount as kept_by_amount_ratio
from marts.collector_periods as periods
inner join settings on periods.as_of = settings.as_of
