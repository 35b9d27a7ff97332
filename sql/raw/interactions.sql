-- description: interactions in force as the exports state them; one row per interaction
-- codecs: those that DuckDB arrives at after trying all of them, which takes it a fifth of a load
create table if not exists raw.interactions (
    interaction_id varchar using compression fsst,     -- the export's id; NULL: identified by row_hash and row_ordinal
    account_id varchar using compression fsst,
    collector_id varchar using compression dictionary, -- NULL: nobody (a robot, a portal)
    channel varchar using compression dictionary,
    occurred_at timestamp,
    occurred_at_has_time boolean,
    direction varchar using compression dictionary,
    outcome varchar using compression dictionary,
    reaction varchar using compression dictionary,     -- NULL: neither stated nor translated from the outcome, counts as none
    duration_seconds bigint,
    promised_amount decimal(18, 4),                    -- NULL: no promise
    promised_date date,                                -- NULL: no promise
    cost_amount decimal(18, 4),                        -- [money] what it cost; NULL: not stated
    reason_code varchar,
    currency varchar using compression dictionary,     -- of promised_amount and cost_amount; NULL: not stated
    row_hash uhugeint,
    row_ordinal integer,
    line_order bigint,
    load_id bigint,
    confirmed_by_load_id bigint,                       -- newest load that stated the same row again; NULL: none
    source varchar using compression dictionary
)
