-- key: period, as_of, team, portfolio, currency
-- part payments: settled payments credited in the period, behind the recovered amounts and the paying accounts
-- part actions: actions of the period, behind worked, contacted and visited or called accounts
-- part promises: promises made or judged in the period
-- part assignments: the statement that last gave each assigned account to somebody of the team, behind the assigned accounts and amount

with

asked as (
    select
        periods.period,
        periods.as_of,
        periods.period_start,
        $team as holder
    from intermediate.periods as periods
    where
        periods.period = $period
        and periods.as_of = $as_of::date
)

select
    rows.part,
    rows.entity,
    rows.row_key,
    rows.account_id,
    rows.row_date,
    rows.amount
from intermediate.holder_rows as rows
inner join asked
    on
        rows.holder = asked.holder
        and rows.row_date >= asked.period_start
        and rows.row_date <= asked.as_of
where
    rows.scope = 'team'
    and rows.portfolio = $portfolio
    and rows.currency = $currency
union all
select
    'assignments' as part,
    'assignments' as entity,
    arg_max(
        stated.row_key,
        (coalesce(stated.start_date, stated.as_of_date), stated.load_order)
    ) as row_key,
    accounts.account_id,
    max(coalesce(stated.start_date, stated.as_of_date)) as row_date,
    any_value(accounts.assigned_amount) as amount
from intermediate.account_periods as accounts
inner join asked
    on
        accounts.period = asked.period
        and accounts.as_of = asked.as_of
        and accounts.holder = asked.holder
inner join staging.assignments as stated
    on
        accounts.account_id = stated.account_id
        and accounts.as_of >= coalesce(stated.start_date, stated.as_of_date)
        and stated.collector_id is not null
where
    accounts.scope = 'team'
    and accounts.portfolio = $portfolio
    and accounts.currency = $currency
group by
    accounts.account_id,
    accounts.portfolio
