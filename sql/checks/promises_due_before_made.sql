-- description: a promise is due before it was made, so only payments within the days of grace can keep it; one row per such promise
-- severity: warn

select
    terms.promise_id,
    terms.promised_on,
    terms.due_date
from intermediate.promise_terms as terms
where terms.due_date < terms.promised_on
