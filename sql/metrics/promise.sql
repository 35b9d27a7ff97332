-- description: every promise up to the data date by its status; one row per collector, portfolio, currency and status
-- labels: collector_id, collector, team, portfolio, currency, status
-- max_series: 20000
-- metric promises: Promises known on the data date, by where they stand.
-- formula promises: [promises] promises up to the board's date (canon 5)
-- metric amount: Promised amount, by where the promise stands.
-- formula amount: [money] Σ `amount` of promises up to the board's date (canon 5)
-- metric paid_amount: Amount paid within the windows of the promises.
-- formula paid_amount: [money] Σ `paid_amount` of promises up to the board's date (canon 5)

with names as (
    select
        collector_id,
        arg_max(collector_name, as_of) as collector_name,
        arg_max(team, as_of) as team
    from marts.collector_periods
    where as_of <= (select settings.as_of from ops.settings as settings)
    group by collector_id
),

counts as (
    select
        coalesce(collector_id, '(none)') as collector_id,
        coalesce(portfolio, '(none)') as portfolio,
        currency,
        status,
        count(*) as promises,
        sum(amount) as amount,
        sum(paid_amount) as paid_amount
    from marts.promises
    group by all
)

select
    counts.collector_id,
    coalesce(names.collector_name, counts.collector_id) as collector,
    coalesce(names.team, '(none)') as team,
    counts.portfolio,
    counts.currency,
    counts.status,
    counts.promises,
    counts.amount,
    counts.paid_amount
from counts
left join names on counts.collector_id = names.collector_id
