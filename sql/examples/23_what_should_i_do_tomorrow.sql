-- question: What should a collector do tomorrow, and why?
-- answer: From top to bottom. `why` says what speaks for the account, `channel_why` for the
-- answer: channel; points are set in the config at `agenda`.

with asked as (
    -- write the collector here; by default the one with the highest scores
    select collector_id
    from marts.agenda
    group by collector_id
    order by sum(score) desc, collector_id
    limit 1
)

select
    agenda.agenda_rank,
    agenda.account_id,
    agenda.open_amount,
    agenda.currency,
    agenda.score,
    agenda.why,
    agenda.suggested_channel,
    agenda.channel_why,
    agenda.contact_from,
    agenda.contact_until
from marts.agenda as agenda
inner join asked on agenda.collector_id = asked.collector_id
order by agenda.agenda_rank
