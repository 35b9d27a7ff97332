-- description: what there is to do on the agenda's date, the next day that contact limits leave open, by the reason that counts most; one row per collector, currency and reason
-- labels: collector_id, collector, team, currency, reason
-- max_series: 20000
-- metric accounts: Accounts on the agenda of the next open day.
-- formula accounts: [accounts] rows of `marts.agenda` (canon 7)
-- metric open_amount: Balance of the accounts on the agenda, in the currency of the label.
-- formula open_amount: [money] Σ `open_amount` of the rows of `marts.agenda` (canon 7)

select
    collector_id,
    collector_name as collector,
    team,
    currency,
    main_reason as reason,
    count(*) as accounts,
    sum(open_amount) as open_amount
from marts.agenda
group by all
