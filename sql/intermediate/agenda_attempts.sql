-- description: the next attempt on each channel of the agenda and what to expect of it; one row per account and channel
-- grain: account_id, channel
-- materialized: table
-- column attempt_number: [attempts] which attempt the next one would be; 5 is five or more (canon 7)
-- column worn_month: the latest month in which the channel wore off; NULL: it never did
-- column actions: [actions] actions that the expected reaction is taken from

with

-- An account whose last action by a listed channel is older than these days has no attempt left on
-- it to count, so it needs no further look back.
recent as (
    select
        actions.account_id,
        actions.channel,
        count(*) as actions,
        max((actions.local_at, actions.load_order, actions.line_order, actions.interaction_id))
            as last_action
    from intermediate.actions as actions
    cross join ops.settings as settings
    cross join intermediate.agenda_dates as dates
    semi join intermediate.agenda_accounts as accounts
        on actions.account_id = accounts.account_id
    semi join ops.agenda_channels as listed
        on actions.channel = listed.channel
    where actions.action_date > dates.agenda_date - settings.fatigue_days
    group by all
),

numbered as (
    select
        recent.*,
        row_number() over (
            partition by recent.account_id
            order by recent.last_action desc
        ) = 1 as is_last
    from recent
)

select
    accounts.account_id,
    listed.channel,
    expected.preference,
    expected.attempt_number, -- the next one, 5: five or more
    coalesce(numbered.is_last, false) as is_last_channel,
    expected.is_of_attempt,
    expected.actions,
    expected.expected_reaction_ratio,
    expected.is_worn,
    expected.worn_at_attempt,
    expected.worn_month
from intermediate.agenda_accounts as accounts
cross join ops.agenda_channels as listed
left join numbered
    on
        accounts.account_id = numbered.account_id
        and listed.channel = numbered.channel
inner join intermediate.expected_reactions as expected
    on
        listed.channel = expected.channel
        and least(coalesce(numbered.actions, 0) + 1, 5) = expected.attempt_number
