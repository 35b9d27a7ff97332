-- description: open accounts by aging bucket at the end of every date, and how many of those restated rolled on or were cured; one row per date, portfolio, currency and aging bucket
-- grain: as_of, portfolio, currency, aging_bucket
-- materialized: incremental
-- window: as_of
-- lookback: unbounded
-- column bucket_number: NULL: `unknown`
-- column open_accounts: [accounts] accounts held, or listed without a holder, and open at the end of the date (canon 6)
-- column open_amount: [money] Σ of the balances of open accounts at the end of the date (canon 6)

with

spans as (
    select spans.*
    from intermediate.open_spans as spans
    where
        spans.start_date < $end
        and spans.end_date >= $start
),

statements as (
    select statements.*
    from intermediate.aging_statements as statements
    where
        statements.statement_date < $end
        and statements.next_statement_date >= $start
),

-- where an account that is open stands, from the window's start on
stays as (
    select
        spans.portfolio,
        spans.currency,
        statements.aging_bucket,
        statements.bucket_number,
        greatest(spans.start_date, statements.statement_date, $start) as start_date,
        least(spans.end_date, statements.next_statement_date) as end_date,
        spans.open_amount
    from spans
    inner join statements
        on
            spans.account_id = statements.account_id
            and spans.start_date < statements.next_statement_date
            and spans.end_date > statements.statement_date
    where
        spans.end_date > $start
        and statements.next_statement_date > $start
    union all
    -- up to the first statement
    select
        spans.portfolio,
        spans.currency,
        'unknown' as aging_bucket,
        null as bucket_number,
        greatest(spans.start_date, $start) as start_date,
        least(spans.end_date, first_statements.statement_date) as end_date,
        spans.open_amount
    from spans
    left join (
        select
            statements.account_id,
            min(statements.statement_date) as statement_date
        from intermediate.aging_statements as statements
        semi join spans
            on statements.account_id = spans.account_id
        group by statements.account_id
    ) as first_statements
        on spans.account_id = first_statements.account_id
    where
        spans.end_date > $start
        and coalesce(first_statements.statement_date, date '9999-12-31')
        > greatest(spans.start_date, $start)
),

changes as (
    select
        stays.start_date as as_of,
        stays.portfolio,
        stays.currency,
        stays.aging_bucket,
        stays.bucket_number,
        count(*) as accounts,
        sum(stays.open_amount) as amount
    from stays
    group by all
    union all
    select
        stays.end_date as as_of,
        stays.portfolio,
        stays.currency,
        stays.aging_bucket,
        stays.bucket_number,
        -count(*) as accounts,
        -sum(stays.open_amount) as amount
    from stays
    group by all
),

buckets as (
    select distinct
        changes.portfolio,
        changes.currency,
        changes.aging_bucket,
        changes.bucket_number
    from changes
),

day_changes as (
    select
        changes.as_of,
        changes.portfolio,
        changes.currency,
        changes.aging_bucket,
        sum(changes.accounts) as accounts,
        sum(changes.amount) as amount
    from changes
    group by all
),

standing as (
    select
        calendar.as_of,
        buckets.portfolio,
        buckets.currency,
        buckets.aging_bucket,
        buckets.bucket_number,
        sum(changes.accounts) over so_far as open_accounts,
        sum(changes.amount) over so_far as open_amount
    from intermediate.calendar as calendar
    cross join buckets
    left join day_changes as changes
        on
            calendar.as_of = changes.as_of
            and buckets.portfolio = changes.portfolio
            and buckets.currency = changes.currency
            and buckets.aging_bucket = changes.aging_bucket
    where
        calendar.as_of >= $start
        and calendar.as_of < $end
    window so_far as (
        partition by buckets.portfolio, buckets.currency, buckets.aging_bucket
        order by calendar.as_of
    )
),

-- where the account stood on the day before the statement
moves as (
    select
        restated.statement_date as as_of,
        spans.portfolio,
        spans.currency,
        old.aging_bucket,
        old.bucket_number,
        restated.bucket_number > old.bucket_number as is_rolled,
        restated.bucket_number = 0 and old.bucket_number > 0 as is_cured,
        spans.open_amount
    from statements as old
    inner join statements as restated
        on
            old.account_id = restated.account_id
            and old.next_statement_date = restated.statement_date
    inner join spans
        on
            restated.account_id = spans.account_id
            and restated.statement_date > spans.start_date
            and restated.statement_date <= spans.end_date
    where restated.statement_date >= $start
),

parts as (
    select * from standing
    union all by name
    select
        moves.as_of,
        moves.portfolio,
        moves.currency,
        moves.aging_bucket,
        moves.bucket_number,
        count(*) as restated_accounts,
        sum(moves.open_amount) as restated_amount,
        count(*) filter (where moves.is_rolled) as rolled_accounts,
        sum(moves.open_amount) filter (where moves.is_rolled) as rolled_amount,
        count(*) filter (where moves.is_cured) as cured_accounts,
        sum(moves.open_amount) filter (where moves.is_cured) as cured_amount
    from moves
    group by all
),

figures as (
    select
        parts.as_of,
        parts.portfolio,
        parts.currency,
        parts.aging_bucket,
        parts.bucket_number,
        coalesce(sum(parts.open_accounts), 0)::bigint as open_accounts,
        coalesce(sum(parts.open_amount), 0)::decimal(18, 4) as open_amount,
        coalesce(sum(parts.restated_accounts), 0)::bigint as restated_accounts,
        coalesce(sum(parts.restated_amount), 0)::decimal(18, 4) as restated_amount,
        coalesce(sum(parts.rolled_accounts), 0)::bigint as rolled_accounts,
        coalesce(sum(parts.rolled_amount), 0)::decimal(18, 4) as rolled_amount,
        coalesce(sum(parts.cured_accounts), 0)::bigint as cured_accounts,
        coalesce(sum(parts.cured_amount), 0)::decimal(18, 4) as cured_amount
    from parts
    group by all
)

select
    figures.as_of,
    figures.portfolio,
    figures.currency,
    figures.aging_bucket, -- current, 1-30, ..., unknown: days past due never stated
    figures.bucket_number, -- 0, 1, ... in order of age, NULL: unknown
    figures.open_accounts, -- at the end of the date
    figures.open_amount,
    -- stood here the day before, and had their days past due stated on this date
    figures.restated_accounts,
    figures.restated_amount, -- balances of the day before, here and below
    figures.rolled_accounts, -- of those restated, now in a later bucket
    figures.rolled_amount,
    figures.cured_accounts, -- of those restated, now current
    figures.cured_amount,
    figures.rolled_accounts::double / nullif(figures.restated_accounts, 0) as roll_rate,
    -- NULL for current too
    if(
        figures.aging_bucket <> 'current',
        figures.cured_accounts::double / nullif(figures.restated_accounts, 0),
        null
    ) as cure_rate
from figures
where figures.open_accounts > 0 or figures.restated_accounts > 0
