-- description: interactions with business dates and their level on the reaction ladder; one row per interaction
-- grain: interaction_id
-- materialized: view
-- column interaction_id: the export's id, else one made from the row's content
-- column channel: NULL: never
-- column direction: `outbound` or `inbound`; NULL: never

select
    coalesce(
        interactions.interaction_id,
        lpad(lower(to_hex(interactions.row_hash)), 32, '0') || '-' || interactions.row_ordinal
    ) as interaction_id,
    interactions.account_id,
    interactions.collector_id,
    interactions.channel,
    coalesce(interactions.direction, 'outbound') as direction, -- a word mapped to nothing, too
    interactions.outcome,
    interactions.reaction,
    interactions.reason_code,
    interactions.currency,
    interactions.source,
    interactions.load_id,
    load_order.load_order,
    interactions.line_order,
    -- none, delivered, opened, third_party_contact, debtor_contact, promise
    case interactions.reaction
        when 'delivered' then 1
        when 'opened' then 2
        when 'third_party_contact' then 3
        when 'debtor_contact' then 4
        when 'promise' then 5
        else 0
    end as reaction_level,
    interactions.duration_seconds,
    interactions.promised_amount,
    interactions.cost_amount,
    interactions.promised_date,
    interactions.occurred_at,
    interactions.occurred_at_has_time as has_time,
    -- wall clock of the business, a plain date stands at its midnight
    if(
        interactions.occurred_at_has_time,
        interactions.occurred_at at time zone 'UTC' at time zone settings.time_zone,
        interactions.occurred_at
    ) as local_at,
    local_at::date as interaction_date
from raw.interactions as interactions
cross join ops.settings as settings
left join staging.load_order as load_order
    on interactions.load_id = load_order.load_id
