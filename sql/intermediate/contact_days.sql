-- description: dates on which an interaction, in or out, reached the debtor of an account; one row per account and date
-- grain: account_id, contact_date
-- materialized: incremental
-- key: account_id
-- window: contact_date
-- lookback: unbounded

select distinct
    interactions.account_id,
    interactions.interaction_date as contact_date
from staging.interactions as interactions
where
    interactions.reaction_level >= 4
    and interactions.interaction_date >= $start
    and interactions.interaction_date < $end
    -- lets whole blocks be skipped, as in intermediate.actions
    and interactions.occurred_at >= $start - interval 2 day
    and interactions.occurred_at < $end + interval 2 day
