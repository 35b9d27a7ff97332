-- description: interactions on accounts for which contact limits hold, by the debtor's clock; one row per interaction
-- grain: interaction_id
-- materialized: view

with

limited as (
    select
        debtors.account_id,
        debtors.debtor_id,
        debtors.jurisdiction,
        debtors.time_zone
    from intermediate.debtors as debtors
    semi join ops.contact_rules as rules
        on debtors.jurisdiction = rules.jurisdiction
)

select
    interactions.interaction_id,
    interactions.account_id,
    limited.debtor_id,
    limited.jurisdiction,
    interactions.channel,
    interactions.direction = 'outbound' as is_action,
    interactions.reaction_level >= 4 as is_contact, -- reached the debtor
    interactions.load_id,
    interactions.load_order,
    interactions.line_order,
    interactions.has_time,
    interactions.occurred_at,
    -- wall clock of the debtor, a plain date stands at its midnight
    case
        when not interactions.has_time or limited.time_zone = settings.time_zone
            then interactions.local_at
        else interactions.occurred_at at time zone 'UTC' at time zone limited.time_zone
    end as debtor_local_at,
    debtor_local_at::date as debtor_local_date
from staging.interactions as interactions
cross join ops.settings as settings
inner join limited
    on interactions.account_id = limited.account_id
where interactions.interaction_date <= settings.as_of
