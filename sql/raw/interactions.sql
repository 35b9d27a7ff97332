-- description: interactions in force as the exports state them; one row per interaction
create table if not exists raw.interactions (
    interaction_id varchar,       -- NULL: identified by row_hash and row_ordinal
    account_id varchar,
    collector_id varchar,         -- NULL: nobody (a robot, a portal)
    channel varchar,              -- call, sms, whatsapp, email, letter, visit, voicebot, portal, other
    occurred_at timestamp,        -- UTC
    occurred_at_has_time boolean, -- false: occurred_at is a plain date, stored as its midnight
    direction varchar,            -- outbound, inbound
    outcome varchar,              -- the export's own word
    reaction varchar,             -- none, delivered, opened, third_party_contact, debtor_contact, promise
    duration_seconds bigint,
    promised_amount decimal(18, 4),
    promised_date date,
    cost_amount decimal(18, 4),
    reason_code varchar,
    currency varchar,             -- of promised_amount and cost_amount, NULL: resolved in intermediate
    row_hash uhugeint,            -- content hash of a row without an id, else NULL
    row_ordinal integer,          -- 1, 2, ... among equal rows without an id; file order elsewhere does not matter
    line_order bigint,            -- position of the row in its file: order among events of one date without a time
    load_id bigint,
    confirmed_by_load_id bigint,  -- newest load that stated the same row again; NULL: none
    source varchar
)
