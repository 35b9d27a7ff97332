-- description: every amount arrives in the sums
-- severity: error

select events.amount as event_amount, accounts.amount as account_amount
from (select sum(amount) as amount from raw.events) as events
cross join (select sum(amount) as amount from marts.accounts) as accounts
where events.amount is distinct from accounts.amount
