-- description: what each collector should do on the next day that contact limits leave open, and why; one row per date, collector and rank
-- grain: agenda_date, collector_id, agenda_rank
-- materialized: table
-- column open_amount: [money] balance of the account at the end of the board's date
-- column time_zone: the debtor's time zone
-- column attempt_number: [attempts] which attempt on the channel the suggested one would be; 5 is five or more (canon 7)
-- column promise_id: promise that speaks for the account; NULL: none does
-- column promise_due_date: its due date; NULL: no promise speaks for the account
-- column promised_amount: [money] its amount; NULL: no promise speaks for the account
-- column promise_currency: its currency; NULL: no promise speaks for the account

with

reasons as (
    select
        reasons.account_id,
        sum(reasons.points)::bigint as score,
        arg_min(reasons.reason, (-reasons.points, reasons.reason_number)) as main_reason,
        string_agg(
            reasons.reason || ' ' || reasons.points,
            ', '
            order by reasons.points desc, reasons.reason_number
        ) as reasons,
        string_agg(
            reasons.told,
            '; '
            order by reasons.points desc, reasons.reason_number
        ) as told,
        bool_or(reasons.reason in ('promise_due', 'promise_broken')) as is_about_promise
    from intermediate.agenda_reasons as reasons
    group by reasons.account_id
),

possible as (
    select
        accounts.* replace (
            if(reasons.is_about_promise, accounts.promise_id, null) as promise_id,
            if(reasons.is_about_promise, accounts.promise_due_date, null) as promise_due_date,
            if(reasons.is_about_promise, accounts.promised_amount, null) as promised_amount,
            if(reasons.is_about_promise, accounts.promise_currency, null) as promise_currency
        ),
        reasons.score,
        reasons.main_reason,
        reasons.reasons,
        upper(reasons.told[1]) || reasons.told[2:]
        || if(
            accounts.promise_status = 'pending' and not reasons.is_about_promise,
            '; a promise is pending, due on ' || accounts.promise_due_date,
            ''
        )
        || '.' as why,
        choices.channel as suggested_channel,
        choices.attempt_number,
        choices.expected_reaction_ratio,
        choices.contact_from,
        choices.contact_until,
        upper(choices.told[1]) || choices.told[2:] || '.' as channel_why
    from intermediate.agenda_accounts as accounts
    inner join reasons
        on accounts.account_id = reasons.account_id
    inner join intermediate.agenda_channel_choices as choices
        on accounts.account_id = choices.account_id
),

-- a debtor gets one action a day
debtors as (
    select
        possible.*,
        count(*) over (partition by possible.debtor_id) as debtor_accounts,
        row_number() over (
            partition by possible.debtor_id
            order by
                possible.score desc,
                possible.open_amount desc,
                possible.account_id
        ) = 1 as is_best_of_debtor
    from possible
),

ranked as (
    select
        debtors.*,
        row_number() over (
            partition by debtors.collector_id
            order by
                debtors.score desc,
                debtors.promise_due_date asc nulls last,
                debtors.open_amount desc,
                debtors.account_id
        ) as agenda_rank
    from debtors
    where debtors.is_best_of_debtor
)

select
    ranked.agenda_date,
    ranked.collector_id,
    ranked.agenda_rank, -- 1 comes first
    coalesce(teams.collector_name, ranked.collector_id) as collector_name,
    coalesce(teams.team, '(none)') as team,
    ranked.account_id,
    ranked.debtor_id,
    ranked.debtor_accounts, -- of all collectors, that have a reason; this one stands for them
    ranked.portfolio,
    ranked.currency,
    ranked.open_amount,
    ranked.aging_bucket, -- unknown: nothing stated
    ranked.days_past_due,
    ranked.score,
    ranked.main_reason, -- of the most points
    ranked.reasons, -- "promise_due 100, idle 40"
    ranked.why,
    ranked.suggested_channel,
    ranked.contact_from, -- by the debtor's clock, NULL: no rule has hours
    ranked.contact_until,
    ranked.time_zone, -- of the debtor
    ranked.attempt_number, -- on the suggested channel, 5: five or more
    ranked.expected_reaction_ratio,
    ranked.channel_why,
    ranked.promise_id, -- that is due or broken, NULL: none
    ranked.promise_due_date,
    ranked.promised_amount,
    ranked.promise_currency,
    ranked.last_action_date, -- NULL: never
    ranked.last_action_channel,
    ranked.last_contact_date -- the debtor reached, in or out, NULL: never
from ranked
cross join ops.settings as settings
left join intermediate.collector_teams as teams
    on
        ranked.collector_id = teams.collector_id
        and ranked.agenda_date >= teams.start_date
        and ranked.agenda_date < teams.end_date
where ranked.agenda_rank <= settings.agenda_accounts
