-- key: period, as_of, team, currency
-- part assignments: the statement that last gave each open account to somebody of the team

select
    'assignments' as part,
    'assignments' as entity,
    arg_max(
        stated.row_key,
        (coalesce(stated.start_date, stated.as_of_date), stated.load_order)
    ) as row_key,
    accounts.account_id,
    max(coalesce(stated.start_date, stated.as_of_date)) as row_date,
    any_value(accounts.open_amount) as amount
from intermediate.account_periods as accounts
inner join staging.assignments as stated
    on
        accounts.account_id = stated.account_id
        and accounts.as_of >= coalesce(stated.start_date, stated.as_of_date)
        and stated.collector_id is not null
where
    accounts.scope = 'team'
    and accounts.is_open
    and accounts.period = $period
    and accounts.as_of = $as_of::date
    and accounts.holder = $team
    and accounts.currency = $currency
group by
    accounts.account_id,
    accounts.portfolio
