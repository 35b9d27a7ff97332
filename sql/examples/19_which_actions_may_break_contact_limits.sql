-- question: Which actions of this month may have broken a contact limit?
-- answer: Candidates for review, never findings: the rule, what was found and what it allows.
-- answer: `recaudo trace raw.interactions ID` shows the row of the export.

select
    candidates.local_at,
    candidates.rule,
    candidates.breach,
    candidates.detail,
    candidates.observed,
    candidates.allowed,
    candidates.collector_id,
    candidates.channel,
    candidates.account_id,
    candidates.interaction_id
from marts.contact_limit_candidates as candidates
cross join ops.settings as settings
where candidates.action_date >= date_trunc('month', settings.as_of)
order by candidates.local_at desc, candidates.rule, candidates.breach, candidates.interaction_id
