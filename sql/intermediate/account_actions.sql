-- description: what a holder did on an account in a period; one row per period, as_of, scope, holder, portfolio, currency and account
-- grain: period, as_of, scope, holder, portfolio, currency, account_id
-- materialized: view
-- column actions: [actions] the holder's actions on the account in the period

select
    periods.period,
    periods.as_of,
    actions.scope,
    actions.holder,
    actions.portfolio,
    actions.currency,
    actions.account_id,
    count(*) as actions,
    bool_or(actions.channel in ('call', 'visit')) as is_visited_or_called,
    bool_or(actions.reaction_level >= 4) as is_contacted
from intermediate.periods as periods
inner join intermediate.holder_actions as actions
    on
        periods.period_start <= actions.action_date
        and periods.as_of >= actions.action_date
group by all
