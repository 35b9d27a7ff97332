-- description: an outcome of interactions is not translated, so they count as no reaction; map it under values: reaction:; one row per source and outcome
-- severity: warn

select
    interactions.source,
    interactions.outcome,
    count(*) as interactions
from staging.interactions as interactions
where
    interactions.outcome is not null
    and interactions.reaction is null
group by all
