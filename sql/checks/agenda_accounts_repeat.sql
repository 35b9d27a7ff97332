-- description: an account or a debtor stands on the agenda twice; one row per account that does
-- severity: error

select
    agenda.account_id,
    agenda.debtor_id,
    count(*) over (partition by agenda.account_id) as account_rows,
    count(*) over (partition by agenda.debtor_id) as debtor_rows
from marts.agenda as agenda
qualify account_rows > 1 or debtor_rows > 1
