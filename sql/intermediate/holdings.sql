-- description: who holds an account on which business dates, overlaps cut; one row per account and start
-- grain: account_id, start_date
-- materialized: incremental
-- key: account_id
-- column collector_id: NULL: listed, but held by nobody

-- Of overlapping intervals the later start wins from its start, then the later load. The earlier
-- one is cut there and not given back, so the next start alone decides where an interval ends.
-- Empty intervals cut nothing.
with

cut as (
    select
        stated.*,
        lead(stated.start_date) over (
            partition by stated.account_id
            order by stated.start_date, stated.load_order, stated.source, stated.statement_number
        ) as next_start_date
    from intermediate.stated_holdings as stated
    where stated.start_date < stated.end_date
)

select
    cut.account_id,
    cut.collector_id, -- NULL: listed, but held by nobody
    coalesce(cut.portfolio, defaults.portfolio, '(none)') as portfolio,
    coalesce(cut.currency, defaults.currency, settings.currency) as currency,
    cut.source,
    cut.is_start_known, -- false: already there in its source's first snapshot
    cut.start_date,
    least(cut.end_date, cut.next_start_date) as end_date -- exclusive, 9999-12-31 while it lasts
from cut
cross join ops.settings as settings
left join intermediate.account_defaults as defaults
    on cut.account_id = defaults.account_id
where
    cut.start_date < least(cut.end_date, cut.next_start_date)
    and cut.start_date <= settings.as_of
