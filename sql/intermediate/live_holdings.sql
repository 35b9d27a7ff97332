-- description: the part of a holding on which the account had a balance above zero; one row per scope, holder, account and start
-- grain: scope, holder, account_id, start_date
-- materialized: incremental
-- key: account_id

select
    holdings.scope,
    holdings.holder,
    holdings.account_id,
    holdings.portfolio,
    holdings.currency,
    greatest(holdings.start_date, spans.start_date) as start_date,
    least(holdings.end_date, spans.end_date) as end_date -- exclusive
from intermediate.holder_holdings as holdings
inner join intermediate.live_spans as spans
    on
        holdings.account_id = spans.account_id
        and holdings.currency = spans.currency
        and holdings.start_date < spans.end_date
        and holdings.end_date > spans.start_date
