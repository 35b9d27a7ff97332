-- key: as_of, portfolio, currency, aging_bucket
-- part assignments: the statement of the days past due of each account that stands in the bucket on the date
-- part restated: the statements of the date that moved accounts out of the bucket, or kept them in it

with

stated as (
    select
        assignments.account_id,
        -- an account in unknown has no statement of its days, but is listed
        arg_max(
            {
                'row_key': assignments.row_key,
                'row_date': coalesce(assignments.start_date, assignments.as_of_date)
            },
            (
                assignments.days_past_due is not null,
                coalesce(assignments.start_date, assignments.as_of_date),
                assignments.load_order
            )
        ) as last
    from staging.assignments as assignments
    where coalesce(assignments.start_date, assignments.as_of_date) <= $as_of::date
    group by assignments.account_id
),

buckets as (
    select
        statements.account_id,
        arg_max(statements.aging_bucket, statements.statement_date) as aging_bucket
    from intermediate.aging_statements as statements
    where statements.statement_date <= $as_of::date
    group by statements.account_id
),

before as (
    select
        statements.account_id,
        arg_max(statements.aging_bucket, statements.statement_date) as aging_bucket
    from intermediate.aging_statements as statements
    where statements.statement_date < $as_of::date
    group by statements.account_id
)

select
    'assignments' as part,
    'assignments' as entity,
    stated.last.row_key as row_key,
    spans.account_id,
    stated.last.row_date as row_date,
    spans.open_amount as amount
from intermediate.open_spans as spans
inner join stated
    on spans.account_id = stated.account_id
left join buckets
    on spans.account_id = buckets.account_id
where
    spans.start_date <= $as_of::date
    and spans.end_date > $as_of::date
    and spans.portfolio = $portfolio
    and spans.currency = $currency
    and coalesce(buckets.aging_bucket, 'unknown') = $aging_bucket
union all
select
    'restated' as part,
    'assignments' as entity,
    arg_max(
        assignments.row_key,
        (assignments.load_order, coalesce(assignments.collector_id, ''), assignments.days_past_due)
    ) as row_key,
    assignments.account_id,
    $as_of::date as row_date,
    any_value(spans.open_amount) as amount
from staging.assignments as assignments
inner join before
    on assignments.account_id = before.account_id
inner join intermediate.open_spans as spans
    on
        assignments.account_id = spans.account_id
        and spans.start_date < $as_of::date
        and spans.end_date >= $as_of::date
where
    coalesce(assignments.start_date, assignments.as_of_date) = $as_of::date
    and assignments.days_past_due is not null
    and spans.portfolio = $portfolio
    and spans.currency = $currency
    and before.aging_bucket = $aging_bucket
group by assignments.account_id
