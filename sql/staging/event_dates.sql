-- description: business dates on which anything is stated to have happened; one row per date
-- grain: event_date
-- materialized: view

select interactions.interaction_date as event_date
from staging.interactions as interactions
union
select payments.payment_date as event_date
from staging.payments as payments
union
select promises.promised_on as event_date
from staging.promises as promises
union
select coalesce(assignments.start_date, assignments.as_of_date) as event_date
from staging.assignments as assignments
