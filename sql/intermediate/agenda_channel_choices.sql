-- description: the channel to use on an account of the agenda, of those the contact limits allow; one row per account with a reason and an allowed channel
-- grain: account_id
-- materialized: table
-- column attempt_number: [attempts] which attempt the next one would be; 5 is five or more (canon 7)
-- column told: why this channel, as a part of a sentence

with

candidates as (
    select
        attempts.*,
        allowances.is_allowed,
        allowances.contact_from,
        allowances.contact_until,
        allowances.blocked_by,
        row_number() over (
            partition by attempts.account_id
            order by
                allowances.is_allowed desc,
                attempts.is_worn,
                attempts.expected_reaction_ratio desc,
                attempts.preference
        ) = 1 as is_chosen
    from intermediate.agenda_attempts as attempts
    inner join intermediate.contact_allowances as allowances
        on
            attempts.account_id = allowances.account_id
            and attempts.channel = allowances.channel
    semi join intermediate.agenda_reasons as reasons
        on attempts.account_id = reasons.account_id
),

others as (
    select
        candidates.account_id,
        string_agg(candidates.channel, ', ' order by candidates.preference)
            filter (candidates.is_allowed and candidates.is_worn) as worn_channels,
        string_agg(
            candidates.channel || ' (' || candidates.blocked_by || ')',
            ', '
            order by candidates.preference
        ) filter (not candidates.is_allowed) as blocked_channels
    from candidates
    where not candidates.is_chosen
    group by candidates.account_id
)

select
    chosen.account_id,
    chosen.channel,
    chosen.attempt_number, -- 5: five or more
    chosen.expected_reaction_ratio,
    chosen.contact_from, -- by the debtor's clock, NULL: at any time
    chosen.contact_until,
    'attempt '
    || chosen.attempt_number
    || if(chosen.attempt_number = 5, ' or more', '')
    || ' by '
    || chosen.channel
    || case
        when chosen.actions = 0 then ': no action on it of late to judge by'
        else
            format(': {:.1f} % of ', 100 * chosen.expected_reaction_ratio)
            || format('{:,}', chosen.actions)
            || if(chosen.is_of_attempt, ' such actions', ' actions on the channel')
            || ' reached the debtor'
    end
    || if(chosen.is_worn, '; worn here, but no other channel is allowed', '')
    || coalesce('; worn here: ' || others.worn_channels, '')
    || coalesce('; not allowed: ' || others.blocked_channels, '') as told -- part of a sentence
from candidates as chosen
left join others
    on chosen.account_id = others.account_id
where
    chosen.is_chosen
    and chosen.is_allowed
