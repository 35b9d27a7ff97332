-- description: two intervals hold one account on the same date, the later start won; one row per interval that was cut
-- severity: warn

select
    stated.source,
    stated.account_id,
    stated.collector_id,
    stated.start_date,
    stated.end_date,
    later.collector_id as winner_collector_id,
    later.start_date as winner_start_date
from intermediate.stated_holdings as stated
inner join intermediate.stated_holdings as later
    on
        stated.account_id = later.account_id
        and stated.start_date <= later.start_date
        and stated.end_date > later.start_date
        and later.start_date < later.end_date
        and (
            stated.start_date < later.start_date
            or stated.source <> later.source
            or stated.statement_number < later.statement_number
        )
where stated.start_date < stated.end_date
