-- question: What did the board show on the 14th?
-- answer: The month to date as of that day, by what is known today: late payments and corrections
-- answer: of the time since are in it. Snapshots of earlier nights show what was known then.

with asked as (
    -- write the date here; by default the latest 14th
    select
        if(
            day(as_of) >= 14,
            date_trunc('month', as_of),
            date_trunc('month', as_of) - interval 1 month
        )::date + 13 as as_of
    from ops.settings
)

select
    figures.as_of,
    figures.currency,
    dense_rank() over (
        partition by figures.currency
        order by
            sum(figures.recovered_assigned_amount)::double
            / nullif(sum(figures.assigned_amount), 0) desc nulls last
    ) as rank_by_amount,
    figures.collector_id,
    any_value(figures.collector_name) as collector_name,
    any_value(figures.team) as team,
    sum(figures.assigned_accounts) as assigned_accounts,
    sum(figures.assigned_amount) as assigned_amount,
    sum(figures.recovered_amount) as recovered_amount,
    sum(figures.paying_accounts)::double / nullif(sum(figures.assigned_accounts), 0)
        as effectiveness_by_count,
    sum(figures.recovered_assigned_amount)::double / nullif(sum(figures.assigned_amount), 0)
        as effectiveness_by_amount
from marts.collector_periods as figures
cross join ops.settings as settings
inner join asked on figures.as_of = asked.as_of
where figures.period = 'month'
group by
    figures.as_of, figures.currency, figures.collector_id, settings.min_assigned_accounts
having sum(figures.assigned_accounts) >= settings.min_assigned_accounts
order by figures.currency, rank_by_amount, figures.collector_id
