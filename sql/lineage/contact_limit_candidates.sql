-- key: rule, breach, interaction_id
-- part action: the action in question
-- part earlier: earlier interactions of the debtor, the newest first

with

asked as (
    select history.*
    from intermediate.contact_history as history
    where history.interaction_id = $interaction_id
)

select
    'action' as part,
    'interactions' as entity,
    asked.interaction_id as row_key,
    asked.account_id,
    asked.debtor_local_date as row_date,
    null::decimal(18, 4) as amount
from asked
union all
select
    'earlier' as part,
    'interactions' as entity,
    history.interaction_id as row_key,
    history.account_id,
    history.debtor_local_date as row_date,
    null::decimal(18, 4) as amount
from intermediate.contact_history as history
inner join asked
    on
        history.debtor_id = asked.debtor_id
        and history.debtor_local_at <= asked.debtor_local_at
        and history.interaction_id <> asked.interaction_id
