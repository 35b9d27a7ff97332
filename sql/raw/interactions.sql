-- description: interactions in force as the exports state them; one row per interaction
create table if not exists raw.interactions (
    interaction_id varchar,         -- the export's id; NULL: identified by row_hash and row_ordinal
    account_id varchar,
    collector_id varchar,           -- NULL: nobody (a robot, a portal)
    channel varchar,
    occurred_at timestamp,
    occurred_at_has_time boolean,
    direction varchar,
    outcome varchar,
    reaction varchar,               -- NULL: neither stated nor translated from the outcome, counts as none
    duration_seconds bigint,
    promised_amount decimal(18, 4), -- NULL: no promise
    promised_date date,             -- NULL: no promise
    cost_amount decimal(18, 4),     -- [money] what it cost; NULL: not stated
    reason_code varchar,
    currency varchar,               -- of promised_amount and cost_amount; NULL: not stated
    row_hash uhugeint,
    row_ordinal integer,
    line_order bigint,
    load_id bigint,
    confirmed_by_load_id bigint,    -- newest load that stated the same row again; NULL: none
    source varchar
)
