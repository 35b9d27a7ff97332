-- A published snapshot by hand: three collectors in two teams, one of them with too few accounts and a name that
-- is HTML; two currencies; the marts as tables with the columns that the models give them.
insert into ops.settings (as_of, time_zone, currency, min_assigned_accounts)
values ('2026-03-05', 'America/Bogota', 'COP', 10);

insert into ops.runs
    (run_id, command, as_of, started_at, status, ingest_seconds, transform_seconds, check_seconds)
values
    (1, 'run', '2026-03-04', '2026-03-05 07:00:00', 'succeeded', 9, 9, 9),
    (2, 'run', '2026-03-05', '2026-03-06 07:00:00', 'running', 12.5, 3.25, null);

insert into ops.loads
    (load_id, source, path, status, rows_read, rows_accepted, rows_duplicate, rows_corrected, rows_rejected,
     exported_at, finished_at)
values
    (1, 'pagos', 'pagos_1.csv', 'loaded', 100, 95, 2, 1, 2, '2026-03-04 22:00:00', '2026-03-05 07:00:01'),
    (2, 'pagos', 'pagos_2.csv', 'loaded', 50, 50, 0, 0, 0, '2026-03-05 22:00:00', '2026-03-06 07:00:01'),
    (3, 'gestiones', 'gestiones_1.csv', 'refused', 10, 0, 0, 0, 10, '2026-03-05 22:00:00', '2026-03-06 07:00:02');

-- A source of workdays: pauses of one day, but for the weekend and two files of one night.
insert into ops.loads
    (load_id, source, path, status, rows_read, rows_accepted, rows_duplicate, rows_corrected, rows_rejected,
     exported_at, finished_at)
select
    10 + row_number() over (order by loaded_at), 'saldos', 'saldos_' || loaded_at::date || '_' || hour(loaded_at) || '.csv', 'loaded',
    10, 10, 0, 0, 0, loaded_at, loaded_at
from unnest([
    '2026-02-26 07:00:00', '2026-02-27 07:00:00', '2026-02-27 08:00:00', '2026-03-02 07:00:00', '2026-03-03 07:00:00',
    '2026-03-04 07:00:00', '2026-03-05 07:00:00'
]::timestamp[]) as loads (loaded_at);

insert into ops.rejected_rows (load_id, source, file, line, column_name, reason, raw, is_row_rejected)
values
    (1, 'pagos', 'pagos_1.csv', 7, 'FECHA', 'bad_date', '7;x', true),
    (1, 'pagos', 'pagos_1.csv', 9, 'FECHA', 'bad_date', '9;x', true),
    (1, 'pagos', 'pagos_1.csv', 11, 'COSTO', 'bad_number', '11;x', false);

insert into ops.superseded_rows (load_id, entity, row_key, replaced_by_load_id) values (1, 'payments', 'p1', 2);

insert into ops.model_runs (run_id, model, materialized, "rows", seconds)
values (2, 'marts.collector_periods', 'incremental', 12, 0.5), (1, 'marts.leaderboard', 'view', 0, 0.125);

insert into ops.check_results (run_id, check_name, severity, "rows")
values (2, 'credits_reconcile', 'error', 0), (2, 'assignments_overlap', 'warn', 3), (1, 'old_check', 'warn', 1);

create table marts.collector_periods as
select
    period, as_of, collector_id, portfolio, currency, collector_name, team,
    assigned_accounts::bigint as assigned_accounts, assigned_amount::decimal(18, 4) as assigned_amount,
    (assigned_accounts * 5)::bigint as account_days,
    (assigned_accounts - 1)::bigint as open_accounts, (assigned_amount - 100)::decimal(18, 4) as open_amount,
    recovered_amount::decimal(18, 4) as recovered_amount,
    recovered_amount::decimal(18, 4) as recovered_assigned_amount,
    (recovered_amount / 2)::decimal(18, 4) as worked_recovered_amount,
    paying_accounts::bigint as paying_accounts,
    paying_accounts / nullif(assigned_accounts, 0) as effectiveness_by_count,
    (recovered_amount / nullif(assigned_amount, 0))::double as effectiveness_by_amount,
    (assigned_amount / 10)::decimal(18, 4) as expected_amount,
    (recovered_amount / nullif(assigned_amount / 10, 0))::double as performance_index,
    30::hugeint as actions, 8::bigint as worked_accounts, 8 / nullif(assigned_accounts, 0) as coverage,
    6::bigint as visited_or_called_accounts, 6 / nullif(assigned_accounts, 0) as personal_coverage,
    4::bigint as contacted_accounts, 0.5 as contact_rate, 30 / nullif(assigned_accounts, 0) as intensity,
    2::bigint as untouched_accounts, 1.5::double as median_days_to_first_action,
    null::double as median_days_to_first_contact, 3::bigint as idle_accounts, 5::bigint as unvisited_accounts,
    7::bigint as promises_made, 700::decimal(18, 4) as promises_made_amount,
    3::bigint as promises_kept, 300::decimal(18, 4) as promises_kept_amount,
    1::bigint as promises_partial, 100::decimal(18, 4) as promises_partial_amount,
    2::bigint as promises_broken, 200::decimal(18, 4) as promises_broken_amount,
    1::bigint as promises_superseded, 0.5 as kept_rate_by_count, 0.5 as kept_rate_by_amount
from (values
    ('day', date '2026-03-05', 'c1', 'Consumo', 'COP', 'Ana Gómez', 'Norte', 20, 1500000.5, 90000, 2),
    ('month', date '2026-03-05', 'c1', 'Consumo', 'COP', 'Ana Gómez', 'Norte', 20, 1500000.5, 300000.25, 5),
    ('month', date '2026-03-05', 'c1', 'Consumo', 'USD', 'Ana Gómez', 'Norte', 12, 900, 45.5, 1),
    ('month', date '2026-03-05', 'c2', 'Consumo', 'COP', 'Luis "El Rayo" Peña', 'Sur', 25, 2500000, 250000, 7),
    ('month', date '2026-03-05', 'c3', 'Consumo', 'COP', '<b>Eva</b> & Cía', 'Sur', 4, 40000, 20000, 2),
    ('month', date '2026-03-05', 'c4', 'Consumo', 'COP', null, null, 0, 0, -500, 0),
    ('month', date '2026-03-04', 'c1', 'Consumo', 'COP', 'Ana Gómez', 'Norte', 20, 1500000.5, 1, 1)
) as given (
    period, as_of, collector_id, portfolio, currency, collector_name, team,
    assigned_accounts, assigned_amount, recovered_amount, paying_accounts
);

create table marts.team_periods as
select
    * exclude (collector_id, collector_name, team, median_days_to_first_action, median_days_to_first_contact),
    coalesce(team, '(none)') as team, 1::bigint as collectors,
    0::double as open_accounts_gini, 1::double as open_accounts_max_to_mean,
    0::double as open_amount_gini, 1::double as open_amount_max_to_mean
from marts.collector_periods
where collector_id in ('c1', 'c2');

create table marts.leaderboard as
select
    * exclude (period, portfolio),
    case when assigned_accounts >= 10 then if(collector_id = 'c2', 1, 2) end::bigint as rank_by_count,
    case when assigned_accounts >= 10 then if(collector_id = 'c1', 1, 2) end::bigint as rank_by_amount,
    case when assigned_accounts >= 10 then 1 end::bigint as team_rank_by_count,
    case when assigned_accounts >= 10 then if(collector_id = 'c1', 1, 2) end::bigint as rank_by_index,
    case when assigned_accounts >= 10 then 1 end::bigint as team_rank_by_index,
    case when assigned_accounts >= 10 then 1 end::bigint as team_rank_by_amount,
    assigned_accounts >= 10 as is_ranked,
    case when currency = 'COP' and assigned_accounts >= 10 then if(collector_id = 'c1', 1, -1) end::bigint
        as rank_change,
    case when currency = 'COP' and assigned_accounts >= 10 then if(collector_id = 'c1', 0, 2) end::bigint
        as team_rank_change,
    case when collector_id = 'c1' and currency = 'COP' then 500000 end::decimal(18, 4) as target_amount,
    case when collector_id = 'c1' and currency = 'COP' then 0.6 end::double as target_attainment
from marts.collector_periods
where period = 'month' and as_of = date '2026-03-05';

create table marts.team_balance as
select *
from (values
    ('day', date '2026-03-05', 'Sur', 'COP', 2, 40, 5000.5, 0.25::double, 1.5::double, 0.375::double, 1.75::double),
    ('month', date '2026-03-05', 'Sur', 'USD', 1, 0, 0, null, null, null, null),
    ('day', date '2026-03-04', 'Sur', 'COP', 1, 1, 1, 0, 1, 0, 1)
) as given (
    period, as_of, team, currency, collectors, open_accounts, open_amount,
    open_accounts_gini, open_accounts_max_to_mean, open_amount_gini, open_amount_max_to_mean
);

create table marts.segment_months as
select *
from (values
    (date '2026-03-01', 'c1', 'Consumo', 'COP', '100-1000', '1-30', 'person', 3, 1500.0, 300.0, 2, 200.0),
    (date '2026-03-01', 'c1', 'Hipotecas', 'COP', '100-1000', '1-30', 'company', 1, 500, 0, 0, 50),
    (date '2026-03-01', 'c9', 'Consumo', 'COP', '0', 'unknown', '(none)', 1, 0, 0, 0, 0),
    (date '2026-02-01', 'c1', 'Consumo', 'COP', '100-1000', '1-30', 'person', 1, 1, 1, 1, 1)
) as given (
    month, collector_id, portfolio, currency, amount_band, aging_bucket, debtor_type,
    assigned_accounts, assigned_amount, recovered_assigned_amount, paying_accounts, expected_amount
);

create table marts.channel_periods as
select
    period, as_of, collector_id, portfolio, channel, 10::bigint as actions, 8::bigint as delivered,
    7::bigint as opened, 6::bigint as third_party_contact, 5::bigint as debtor_contact, 2::bigint as promise,
    0.5 as reaction_ratio, 0::bigint as matured_actions, 0::bigint as paid_actions, null::double as payment_ratio
from (values
    ('month', date '2026-03-05', 'c1', 'Consumo', 'call'),
    ('month', date '2026-03-05', '(none)', 'Consumo', 'sms')
) as given (period, as_of, collector_id, portfolio, channel);

create table marts.promises as
select *
from (values
    ('p1', 'c1', 'Consumo', 'COP', 'kept', 100.0, 100.0),
    ('p2', 'c1', 'Consumo', 'COP', 'kept', 50.5, 60.0),
    ('p3', 'c1', 'Consumo', 'COP', 'pending', 80.0, 0.0),
    ('p4', null, 'Consumo', 'USD', 'broken', 10.0, 0.0)
) as given (promise_id, collector_id, portfolio, currency, status, amount, paid_amount);

create table marts.payment_credits as
select *
from (values
    ('1', date '2026-03-05', 90000.0, 'COP', 'Consumo', 'settled', 'c1'),
    ('2', date '2026-03-02', 210000.25, 'COP', 'Consumo', 'settled', 'c1'),
    ('3', date '2026-03-03', 1000.0, 'COP', 'Consumo', 'settled', null),
    ('4', date '2026-02-27', 7.0, 'COP', 'Consumo', 'settled', null),
    ('5', date '2026-03-03', 9.0, 'COP', 'Consumo', 'pending', null)
) as given (payment_id, payment_date, amount, currency, portfolio, status, credited_collector_id);

create table marts.channel_attempts as
select
    month, channel, attempt_number, actions::bigint as actions, reactions::bigint as reactions,
    reactions / actions as reaction_ratio
from (values
    (date '2026-03-01', 'call', 1, 40, 30),
    (date '2026-03-01', 'call', 5, 50, 5),
    (date '2026-02-01', 'call', 1, 99, 9)
) as given (month, channel, attempt_number, actions, reactions);

create table marts.channel_wear as
select *
from (values
    (date '2026-03-01', 'call', 5, 40, 0.75::double, 50, 0.1::double),
    (date '2026-03-01', 'sms', null, 3, 0, null, null),
    (date '2026-02-01', 'call', 2, 99, 0.5, 99, 0.1)
) as given (month, channel, worn_at_attempt, first_actions, first_reaction_ratio, worn_actions, worn_reaction_ratio);

create table marts.channel_hours as
select
    month, channel, weekday, hour, actions::bigint as actions, reactions::bigint as reactions,
    reactions / actions as reaction_ratio
from (values
    (date '2026-03-01', 'call', 1, 9, 8, 2),
    (date '2026-03-01', 'call', 1, 17, 4, 2),
    (date '2026-02-01', 'call', 1, 9, 9, 9)
) as given (month, channel, weekday, hour, actions, reactions);

create table marts.cost_months as
select
    month, portfolio, currency, channel, actions::bigint as actions, costed_actions::bigint as costed_actions,
    cost_amount::decimal(18, 4) as cost_amount, cost_amount / nullif(costed_actions, 0) as cost_per_action,
    recovered_amount::decimal(18, 4) as recovered_amount,
    cost_amount / nullif(recovered_amount, 0) as cost_per_unit_recovered
from (values
    (date '2026-03-01', 'Consumo', 'COP', 'call', 10, 8, 1200, 300000),
    (date '2026-03-01', 'Consumo', 'COP', '(none)', 0, 0, 0, 1000),
    (date '2026-02-01', 'Consumo', 'COP', 'call', 1, 1, 1, 1)
) as given (month, portfolio, currency, channel, actions, costed_actions, cost_amount, recovered_amount);

create table marts.reason_months as
select *
from (values
    (date '2026-03-01', 'Consumo', 'COP', 'Desempleo', 3, 4, 950.5),
    (date '2026-02-01', 'Consumo', 'COP', 'Viaje', 1, 1, 1)
) as given (month, portfolio, currency, reason_code, accounts, interactions, amount);

create table marts.contact_limit_candidates as
select *
from (values
    ('co-hours', 'outside_hours', 'i1', 'CO', 'c1', 'Consumo', 'call', date '2026-03-05'),
    ('co-hours', 'outside_hours', 'i2', 'CO', 'c1', 'Consumo', 'call', date '2026-03-01'),
    ('co-hours', 'holiday', 'i3', 'CO', null, 'Consumo', 'voicebot', date '2026-03-02'),
    ('co-hours', 'holiday', 'i4', 'CO', 'c1', 'Consumo', 'call', date '2026-02-28')
) as given (rule, breach, interaction_id, jurisdiction, collector_id, portfolio, channel, action_date);

create table marts.agenda as
select *
from (values
    ('c1', 'Ana Gómez', 'Norte', 'COP', 'promise_due', 100.5),
    ('c1', 'Ana Gómez', 'Norte', 'COP', 'promise_due', 200),
    ('c1', 'Ana Gómez', 'Norte', 'COP', 'idle', 50)
) as given (collector_id, collector_name, team, currency, main_reason, open_amount);

create table marts.portfolio_months as
select *
from (values
    (date '2026-03-01', 'Consumo', 'COP', null, null, null, null, null, null, null, null,
     45, 640000.25, 60, 5, 0.111, 6, 0.1),
    (date '2026-02-01', 'Consumo', 'COP', 6320, 3890, 6340, 3590, 2750, 0.7069, 0.5846, 0.5593,
     40, 1, 1, 1, 0.025, 1, 1),
    (date '2026-01-01', 'Consumo', 'COP', 1, 1, 1, 1, 1, 1, 1, null, 40, 1, 1, 1, 0.025, 1, 1),
    (date '2026-03-01', 'Consumo', 'USD', null, null, null, null, null, null, null, null, 12, 45.5, 0, 1, 0.0833, 0, null),
    (date '2026-02-01', 'Hipotecas', 'COP', 100, null, 100, 60, 40, null, null, null, 0, 0, 0, 0, null, 0, null)
) as given (
    month, portfolio, currency, beginning_receivable, credit_sales, ending_receivable, ending_current,
    overdue_receivable, overdue_ratio, cei, cei_quarter, assigned_accounts, recovered_amount, actions,
    pareto_accounts, pareto_account_share, pareto_actions, pareto_action_share
);

create table marts.aging_days as
select *
from (values
    (date '2026-03-05', 'Consumo', 'COP', 'current', 3, 300.5, 0, 0, 0, null, null),
    (date '2026-03-05', 'Consumo', 'COP', '1-30', 7, 700, 0, 0, 0, null, null),
    (date '2026-03-05', 'Consumo', 'COP', 'unknown', 1, 50, 0, 0, 0, null, null),
    (date '2026-03-02', 'Consumo', 'COP', 'current', 4, 400, 4, 1, 0, 0.25, null),
    (date '2026-03-02', 'Consumo', 'COP', '1-30', 9, 900, 8, 2, 1, 0.25, 0.125),
    (date '2026-03-02', 'Consumo', 'COP', '31-60', 1, 90, 1, 0, 1, 0, 1),
    (date '2026-02-23', 'Consumo', 'COP', '1-30', 9, 900, 9, 9, 0, 1, 0),
    (date '2026-03-05', 'Consumo', 'USD', '91+', 2, 20, 0, 0, 0, null, null),
    (date '2026-02-02', 'Consumo', 'USD', '91+', 2, 20, 2, 0, 1, 0, 0.5)
) as given (
    as_of, portfolio, currency, aging_bucket, open_accounts, open_amount, restated_accounts, rolled_accounts,
    cured_accounts, roll_rate, cure_rate
);
