-- description: why to work an account on the agenda's date; one row per account and reason
-- grain: account_id, reason
-- materialized: table
-- column told: the reason as a part of a sentence, with figures

with

accounts as (
    select
        accounts.*,
        regexp_replace(format('{:,.2f}', accounts.open_amount::double), '\.00$', '')
        || ' '
        || accounts.currency as open_text,
        regexp_replace(format('{:,.2f}', accounts.promised_amount::double), '\.00$', '')
        || ' '
        || accounts.promise_currency as promised_text,
        regexp_replace(format('{:,.2f}', accounts.paid_amount::double), '\.00$', '')
        || ' '
        || accounts.promise_currency as paid_text,
        (accounts.promise_due_date + settings.grace_days)::date as last_grace_date,
        settings.idle_days,
        -- a decimal, since 100 × 0.07 is more than 7 in floating point
        ceil(settings.high_value_share::decimal(9, 6) * accounts.open_accounts) as high_value_ranks,
        accounts.as_of - coalesce(accounts.last_action_date, accounts.first_assigned_date)
            as idle_for_days
    from intermediate.agenda_accounts as accounts
    cross join ops.settings as settings
),

found as (
    select
        accounts.account_id,
        1 as reason_number,
        'promise_due' as reason,
        'promise of '
        || accounts.promised_text
        || if(accounts.promise_due_date < accounts.agenda_date, ' was due on ', ' is due on ')
        || accounts.promise_due_date
        || if(accounts.paid_amount > 0, ', ' || accounts.paid_text || ' of it paid', '')
        || if(
            accounts.promise_due_date < accounts.agenda_date,
            ', grace ends on ' || accounts.last_grace_date,
            ''
        ) as told
    from accounts
    where
        accounts.promise_status = 'pending'
        and accounts.promise_due_date <= accounts.agenda_date
        and accounts.last_grace_date >= accounts.agenda_date
    union all
    select
        accounts.account_id,
        2 as reason_number,
        'promise_broken' as reason,
        'promise of '
        || accounts.promised_text
        || ' due on '
        || accounts.promise_due_date
        || case accounts.promise_status
            when 'partial' then ' was kept in part (' || accounts.paid_text || ')'
            when 'broken' then ' was broken'
            else ' can no longer be kept, grace ended on ' || accounts.last_grace_date
        end
        || if(
            accounts.promise_status = 'pending',
            '',
            ' and the debtor has not been reached since ' || accounts.promise_judged_on
        ) as told
    from accounts
    where
        (
            accounts.promise_status in ('broken', 'partial')
            and accounts.promise_judged_on > accounts.as_of - 30
            and coalesce(accounts.last_contact_date <= accounts.promise_judged_on, true)
        )
        or (
            accounts.promise_status = 'pending'
            and accounts.last_grace_date < accounts.agenda_date
        )
    union all
    select
        accounts.account_id,
        3 as reason_number,
        'never_contacted' as reason,
        'the debtor has never been reached since the account came on '
        || accounts.first_assigned_date as told
    from accounts
    where accounts.last_contact_date is null
    union all
    select
        accounts.account_id,
        4 as reason_number,
        'idle' as reason,
        if(
            accounts.last_action_date is null,
            'no action at all in ' || accounts.idle_for_days || ' days',
            'no action for ' || accounts.idle_for_days || ' days, since the '
            || accounts.last_action_channel || ' of ' || accounts.last_action_date
        ) as told
    from accounts
    where accounts.idle_for_days >= accounts.idle_days
    union all
    select
        accounts.account_id,
        5 as reason_number,
        'high_value' as reason,
        accounts.open_text
        || ' open, number '
        || accounts.amount_rank
        || ' of '
        || accounts.open_accounts
        || ' accounts by amount' as told
    from accounts
    where accounts.amount_rank <= accounts.high_value_ranks
    union all
    select
        attempts.account_id,
        6 as reason_number,
        'channel_worn' as reason,
        attempts.channel
        || ' is worn: the next would be attempt '
        || attempts.attempt_number
        || if(attempts.attempt_number = 5, ' or more', '')
        || ', and from attempt '
        || attempts.worn_at_attempt
        || ' on it reached less than half as many debtors'
        || ' (' || strftime(attempts.worn_month, '%Y-%m') || ')' as told
    from intermediate.agenda_attempts as attempts
    where
        attempts.is_last_channel
        and attempts.is_worn
)

select
    found.account_id,
    found.reason_number, -- the order among reasons of equal points
    found.reason,
    points.points,
    found.told -- part of a sentence
from found
inner join ops.agenda_points as points
    on found.reason = points.reason
where points.points > 0
