-- description: who held an account from when to when as each source states it, snapshots turned into intervals; one row per source, account, start and statement
-- grain: source, account_id, start_date, statement_number
-- materialized: incremental
-- key: account_id
-- column collector_id: NULL: listed, but held by nobody
-- column portfolio: NULL: not stated
-- column currency: NULL: not stated

with

intervals as (
    select
        assignments.source,
        assignments.account_id,
        assignments.collector_id,
        assignments.portfolio,
        assignments.currency,
        assignments.start_date,
        coalesce(assignments.end_date, date '9999-12-31') as end_date,
        true as is_start_known,
        assignments.load_order
    from staging.assignments as assignments
    where assignments.as_of_date is null
),

-- of two rows of one account in one snapshot the later load counts, as in any overlap
listed as (
    select
        assignments.source,
        assignments.as_of_date,
        assignments.account_id,
        arg_max(
            {
                'collector_id': assignments.collector_id,
                -- resolved, since a list that begins to state what was meant before changes nothing
                'portfolio': coalesce(assignments.portfolio, defaults.portfolio),
                'currency': coalesce(assignments.currency, defaults.currency, settings.currency)
            },
            (assignments.load_order, coalesce(assignments.collector_id, ''))
        ) as holder,
        max(assignments.load_order) as load_order
    from staging.assignments as assignments
    cross join ops.settings as settings
    left join intermediate.account_defaults as defaults
        on assignments.account_id = defaults.account_id
    where assignments.as_of_date is not null
    group by all
),

-- a rejected row keeps its account's holder: it is present, without a word on who holds it
present as (
    select
        listed.source,
        listed.as_of_date,
        listed.account_id,
        listed.holder,
        listed.load_order
    from listed
    union all
    select distinct
        carried.source,
        carried.as_of_date,
        carried.account_id,
        null as holder,
        null as load_order
    from staging.carried_assignments as carried
    anti join listed
        on
            carried.source = listed.source
            and carried.as_of_date = listed.as_of_date
            and carried.account_id = listed.account_id
),

-- a stay is a run of snapshots without a gap
stays as (
    select
        present.source,
        present.account_id,
        present.holder,
        present.load_order,
        snapshot_dates.as_of_date,
        snapshot_dates.next_date,
        snapshot_dates.snapshot_number,
        snapshot_dates.snapshot_number - row_number() over (
            partition by present.source, present.account_id
            order by snapshot_dates.snapshot_number
        ) as stay
    from present
    inner join staging.snapshot_dates as snapshot_dates
        on
            present.source = snapshot_dates.source
            and present.as_of_date = snapshot_dates.as_of_date
),

held as (
    select
        stays.*,
        last_value(stays.holder ignore nulls) over (
            partition by stays.source, stays.account_id, stays.stay
            order by stays.snapshot_number
        ) as kept_holder
    from stays
),

changes as (
    select
        held.*,
        kept_holder is distinct from lag(kept_holder) over (
            partition by held.source, held.account_id, held.stay
            order by held.snapshot_number
        ) as is_change
    from held
    where held.kept_holder is not null
),

numbered as (
    select
        changes.*,
        sum(changes.is_change::integer) over (
            partition by changes.source, changes.account_id, changes.stay
            order by changes.snapshot_number
        ) as interval_number
    from changes
),

from_snapshots as (
    select
        numbered.source,
        numbered.account_id,
        any_value(numbered.kept_holder) as holder,
        min(numbered.as_of_date) as start_date,
        max(numbered.next_date) as end_date,
        min(numbered.snapshot_number) > 1 as is_start_known,
        arg_min(numbered.load_order, numbered.snapshot_number) as load_order
    from numbered
    group by
        numbered.source,
        numbered.account_id,
        numbered.stay,
        numbered.interval_number
),

stated as (
    select intervals.*
    from intervals
    union all
    select
        from_snapshots.source,
        from_snapshots.account_id,
        from_snapshots.holder.collector_id as collector_id,
        from_snapshots.holder.portfolio as portfolio,
        from_snapshots.holder.currency as currency,
        from_snapshots.start_date,
        from_snapshots.end_date,
        from_snapshots.is_start_known,
        from_snapshots.load_order
    from from_snapshots
)

select
    stated.source,
    stated.account_id,
    stated.collector_id, -- NULL: listed, but held by nobody
    stated.portfolio,
    stated.currency,
    stated.start_date,
    stated.end_date, -- exclusive, 9999-12-31 while it lasts
    stated.is_start_known, -- false: already there in the source's first snapshot
    stated.load_order,
    -- of statements with one start the last one wins
    row_number() over (
        partition by stated.source, stated.account_id, stated.start_date
        order by stated.load_order, stated.collector_id nulls first
    ) as statement_number
from stated
