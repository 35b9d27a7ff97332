-- question: Are we ahead of the same day of last month?
-- answer: Each team's month to date beside last month's up to the same day; a shorter month counts
-- answer: whole.

with days as (
    select
        as_of,
        least(
            (as_of - interval 1 month)::date,
            last_day((as_of - interval 1 month)::date)
        ) as earlier
    from ops.settings
)

select
    now.team,
    now.currency,
    sum(now.recovered_amount) as recovered_amount,
    sum(earlier.recovered_amount) as recovered_month_before,
    round(sum(now.recovered_assigned_amount) / nullif(sum(now.assigned_amount), 0), 4)
        as effectiveness_by_amount,
    round(sum(earlier.recovered_assigned_amount) / nullif(sum(earlier.assigned_amount), 0), 4)
        as effectiveness_month_before,
    round(sum(now.worked_accounts) / nullif(sum(now.assigned_accounts), 0), 4) as coverage,
    round(sum(earlier.worked_accounts) / nullif(sum(earlier.assigned_accounts), 0), 4)
        as coverage_month_before
from marts.team_periods as now
inner join days on now.as_of = days.as_of
left join marts.team_periods as earlier
    on
        now.team = earlier.team
        and now.portfolio = earlier.portfolio
        and now.currency = earlier.currency
        and now.period = earlier.period
        and earlier.as_of = days.earlier
where now.period = 'month'
group by now.team, now.currency
order by now.currency, recovered_amount desc, now.team
