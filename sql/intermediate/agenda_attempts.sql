-- description: the next attempt on each channel of the agenda and what to expect of it; one row per account and channel
-- grain: account_id, channel
-- materialized: table
-- column attempt_number: [attempts] which attempt the next one would be; 5 is five or more (canon 7)
-- column worn_month: the latest month in which the channel wore off; NULL: it never did
-- column actions: [actions] actions that the expected reaction is taken from

with

-- one column, compared with one: so blocks of earlier dates are not read
horizon as (
    select (dates.agenda_date - settings.fatigue_days)::date as last_date
    from intermediate.agenda_dates as dates
    cross join ops.settings as settings
),

-- An account whose last action by a listed channel is older than these days has no attempt left on
-- it to count, so it needs no further look back.
recent as not materialized (
    select actions.*
    from intermediate.actions as actions
    inner join horizon
        on actions.action_date > horizon.last_date
    semi join intermediate.agenda_accounts as accounts
        on actions.account_id = accounts.account_id
    semi join ops.agenda_channels as listed
        on actions.channel = listed.channel
),

tried as (
    select
        recent.account_id,
        recent.channel,
        count(*) as actions
    from recent
    group by all
),

-- The last action of most accounts is by a listed channel; of the others the last one that is has to
-- be looked for.
last_channels as (
    select
        last_actions.account_id,
        last_actions.channel
    from intermediate.last_actions as last_actions
    semi join ops.agenda_channels as listed
        on last_actions.channel = listed.channel
    union all
    select
        recent.account_id,
        arg_max(
            recent.channel,
            (recent.local_at, recent.load_order, recent.line_order, recent.interaction_id)
        ) as channel
    from recent
    semi join (
        select last_actions.account_id
        from intermediate.last_actions as last_actions
        anti join ops.agenda_channels as listed
            on last_actions.channel = listed.channel
    ) as unlisted
        on recent.account_id = unlisted.account_id
    group by recent.account_id
)

select
    accounts.account_id,
    listed.channel,
    expected.preference,
    expected.attempt_number, -- the next one, 5: five or more
    last_channels.channel is not null as is_last_channel,
    expected.is_of_attempt,
    expected.actions,
    expected.expected_reaction_ratio,
    expected.is_worn,
    expected.worn_at_attempt,
    expected.worn_month
from intermediate.agenda_accounts as accounts
cross join ops.agenda_channels as listed
left join tried
    on
        accounts.account_id = tried.account_id
        and listed.channel = tried.channel
left join last_channels
    on
        tried.account_id = last_channels.account_id
        and tried.channel = last_channels.channel
inner join intermediate.expected_reactions as expected
    on
        listed.channel = expected.channel
        and least(coalesce(tried.actions, 0) + 1, 5) = expected.attempt_number
