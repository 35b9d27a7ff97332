-- description: the board of the data date, month to date, over all portfolios of a collector; one row per collector and currency
-- labels: collector_id, collector, team, currency
-- max_series: 5000
-- metric amount_rank: Dense rank by effectiveness by amount among all ranked collectors of the currency; 1 leads.
-- metric count_rank: Dense rank by effectiveness by count among all ranked collectors of the currency; 1 leads.
-- metric index_rank: Dense rank by performance index among all ranked collectors of the currency; 1 leads.
-- metric team_amount_rank: Dense rank by effectiveness by amount within the team; 1 leads.
-- metric team_count_rank: Dense rank by effectiveness by count within the team; 1 leads.
-- metric team_index_rank: Dense rank by performance index within the team; 1 leads.
-- metric is_ranked: 1 if the collector holds enough accounts to be ranked, else 0.
-- metric rank_change: Ranks by amount gained since the day before; negative when lost.
-- metric team_rank_change: Ranks by amount within the team gained since the day before; negative when lost.
-- metric target_amount: Amount to recover this month.
-- metric target_attainment_ratio: Recovered amount divided by the target; may exceed 1.
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

select
    collector_id,
    coalesce(collector_name, collector_id) as collector,
    coalesce(team, '(none)') as team,
    currency,
    rank_by_amount as amount_rank,
    rank_by_count as count_rank,
    rank_by_index as index_rank,
    team_rank_by_amount as team_amount_rank,
    team_rank_by_count as team_count_rank,
    team_rank_by_index as team_index_rank,
    is_ranked,
    rank_change,
    team_rank_change,
    target_amount,
    target_attainment as target_attainment_ratio,
    assigned_accounts,
    assigned_amount,
    account_days * 86400 as held_seconds,
    open_accounts,
    open_amount,
    recovered_amount,
    recovered_assigned_amount,
    worked_recovered_amount,
    paying_accounts,
    effectiveness_by_count as effectiveness_by_count_ratio,
    effectiveness_by_amount as effectiveness_by_amount_ratio,
    expected_amount,
    performance_index,
    actions,
    worked_accounts,
    coverage as coverage_ratio,
    visited_or_called_accounts,
    personal_coverage as personal_coverage_ratio,
    contacted_accounts,
    contact_rate as contact_ratio,
    intensity,
    untouched_accounts,
    median_days_to_first_action * 86400 as first_action_median_seconds,
    median_days_to_first_contact * 86400 as first_contact_median_seconds,
    idle_accounts,
    unvisited_accounts,
    promises_made,
    promises_made_amount,
    promises_kept,
    promises_kept_amount,
    promises_partial,
    promises_partial_amount,
    promises_broken,
    promises_broken_amount,
    promises_superseded,
    kept_rate_by_count as kept_by_count_ratio,
    kept_rate_by_amount as kept_by_amount_ratio
from marts.leaderboard
