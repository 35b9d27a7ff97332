-- description: actions of the month to date that a contact limit may not have allowed, for review; one row per collector, portfolio, channel, jurisdiction, rule and breach
-- labels: collector_id, collector, team, portfolio, channel, jurisdiction, rule, breach
-- max_series: 20000
-- metric limit_candidates: Actions of the month to date that the rule may not have allowed; candidates for review, not findings.
-- formula limit_candidates: [actions] rows of `marts.contact_limit_candidates` in the month (canon 7)

with names as (
    select
        collector_id,
        arg_max(collector_name, as_of) as collector_name,
        arg_max(team, as_of) as team
    from marts.collector_periods
    where as_of <= (select settings.as_of from ops.settings as settings)
    group by collector_id
),

candidates as (
    select
        coalesce(candidates.collector_id, '(none)') as collector_id,
        candidates.portfolio,
        candidates.channel,
        candidates.jurisdiction,
        candidates.rule,
        candidates.breach,
        count(*) as limit_candidates
    from marts.contact_limit_candidates as candidates
    where candidates.action_date >= (
        select date_trunc('month', settings.as_of)::date
        from ops.settings as settings
    )
    group by all
)

select
    candidates.collector_id,
    coalesce(names.collector_name, candidates.collector_id) as collector,
    coalesce(names.team, '(none)') as team,
    candidates.portfolio,
    candidates.channel,
    candidates.jurisdiction,
    candidates.rule,
    candidates.breach,
    candidates.limit_candidates
from candidates
left join names on candidates.collector_id = names.collector_id
