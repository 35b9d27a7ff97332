create table ops.agenda_channels (
    "preference" integer,
    "channel" varchar
);
create table ops.agenda_points (
    "reason" varchar,
    "points" integer
);
create table ops.check_results (
    "run_id" bigint,
    "check_name" varchar,
    "severity" varchar,
    "rows" bigint,
    "sample" json
);
create table ops.contact_hours (
    "rule" varchar,
    "effective_from" date,
    "weekday" integer,
    "from_time" time,
    "until_time" time
);
create table ops.contact_rules (
    "rule" varchar,
    "jurisdiction" varchar,
    "scope" varchar,
    "channels" varchar[],
    "counts" varchar,
    "window_kind" varchar,
    "window_days" integer,
    "maximum" integer,
    "minimum_gap_days" integer,
    "quiet_days" integer,
    "has_hours" boolean,
    "holidays" date[],
    "effective_from" date,
    "effective_to" date,
    "source" varchar
);
create table ops.contract_version (
    "version" integer
);
create table ops.control_totals (
    "load_id" bigint,
    "source" varchar,
    "path" varchar,
    "line" bigint,
    "figure" varchar,
    "expected" decimal(38,4),
    "found" decimal(38,4)
);
create table ops.erased_ids (
    "id_hash" varchar,
    "erased_at" timestamp
);
create table ops.files (
    "source" varchar,
    "path" varchar,
    "size_bytes" bigint,
    "modified_at" timestamp,
    "content_hash" varchar,
    "load_id" bigint,
    "seen_at" timestamp
);
create table ops.loads (
    "load_id" bigint,
    "source" varchar,
    "entity" varchar,
    "path" varchar,
    "size_bytes" bigint,
    "modified_at" timestamp,
    "content_hash" varchar,
    "exported_at" timestamp,
    "config_hash" varchar,
    "status" varchar,
    "reason" varchar,
    "rows_read" bigint,
    "rows_accepted" bigint,
    "rows_duplicate" bigint,
    "rows_corrected" bigint,
    "rows_rejected" bigint,
    "cells_not_taken" bigint,
    "started_at" timestamp,
    "finished_at" timestamp,
    "error" varchar
);
create table ops.model_runs (
    "run_id" bigint,
    "model" varchar,
    "materialized" varchar,
    "window_start" date,
    "window_end" date,
    "rows" bigint,
    "seconds" double
);
create table ops.pseudonyms (
    "canonical_column" varchar,
    "key_check" varchar
);
create table ops.rejected_rows (
    "load_id" bigint,
    "source" varchar,
    "file" varchar,
    "line" bigint,
    "record" bigint,
    "column_name" varchar,
    "reason" varchar,
    "message" varchar,
    "raw" varchar,
    "is_row_rejected" boolean,
    "parsed" json
);
create table ops.runs (
    "run_id" bigint,
    "command" varchar,
    "as_of" date,
    "started_at" timestamp,
    "finished_at" timestamp,
    "status" varchar,
    "error" varchar,
    "ingest_seconds" double,
    "transform_seconds" double,
    "check_seconds" double,
    "publish_seconds" double
);
create table ops.schema_changes (
    "load_id" bigint,
    "source" varchar,
    "change" varchar,
    "header" varchar,
    "canonical_column" varchar,
    "was" varchar,
    "became" varchar,
    "remedy" varchar
);
create table ops.settings (
    "as_of" date,
    "time_zone" varchar,
    "currency" varchar,
    "attribution" varchar,
    "min_assigned_accounts" bigint,
    "grace_days" integer,
    "promise_min_amount" decimal(18,4),
    "touch_days" integer,
    "payment_days" integer,
    "fatigue_days" integer,
    "idle_days" integer,
    "visit_days" integer,
    "promises_source" varchar,
    "aging_bucket_days" integer[],
    "amount_limits" decimal(18,4)[],
    "jurisdiction" varchar,
    "agenda_accounts" integer,
    "high_value_share" double
);
create table ops.source_columns (
    "source" varchar,
    "header" varchar,
    "canonical_column" varchar,
    "value_kinds" varchar,
    "may_be_missing" boolean,
    "load_id" bigint
);
create table ops.superseded_rows (
    "load_id" bigint,
    "entity" varchar,
    "row_key" varchar,
    "replaced_by_load_id" bigint,
    "row" json
);
create table ops.transform_state (
    "run_id" bigint,
    "last_load_id" bigint,
    "as_of" date,
    "settings_hash" varchar,
    "models_hash" varchar
);
create table raw.accounts (
    "account_id" varchar,
    "debtor_id" varchar,
    "portfolio" varchar,
    "currency" varchar,
    "original_amount" decimal(18,4),
    "due_date" date,
    "debtor_type" varchar,
    "region" varchar,
    "time_zone" varchar,
    "jurisdiction" varchar,
    "row_hash" uhugeint,
    "row_ordinal" integer,
    "load_id" bigint,
    "confirmed_by_load_id" bigint,
    "source" varchar
);
create table raw.assignments (
    "account_id" varchar,
    "collector_id" varchar,
    "assigned_at" timestamp,
    "assigned_at_has_time" boolean,
    "as_of_date" date,
    "unassigned_at" timestamp,
    "unassigned_at_has_time" boolean,
    "assigned_amount" decimal(18,4),
    "currency" varchar,
    "portfolio" varchar,
    "debtor_id" varchar,
    "days_past_due" integer,
    "row_hash" uhugeint,
    "row_ordinal" integer,
    "load_id" bigint,
    "confirmed_by_load_id" bigint,
    "source" varchar
);
create table raw.collectors (
    "collector_id" varchar,
    "collector_name" varchar,
    "team" varchar,
    "supervisor" varchar,
    "active_from" date,
    "active_to" date,
    "row_hash" uhugeint,
    "row_ordinal" integer,
    "load_id" bigint,
    "confirmed_by_load_id" bigint,
    "restated_by_load_ids" bigint[],
    "source" varchar
);
create table raw.interactions (
    "interaction_id" varchar,
    "account_id" varchar,
    "collector_id" varchar,
    "channel" varchar,
    "occurred_at" timestamp,
    "occurred_at_has_time" boolean,
    "direction" varchar,
    "outcome" varchar,
    "reaction" varchar,
    "duration_seconds" bigint,
    "promised_amount" decimal(18,4),
    "promised_date" date,
    "cost_amount" decimal(18,4),
    "reason_code" varchar,
    "currency" varchar,
    "row_hash" uhugeint,
    "row_ordinal" integer,
    "line_order" bigint,
    "load_id" bigint,
    "confirmed_by_load_id" bigint,
    "source" varchar
);
create table raw.payments (
    "payment_id" varchar,
    "account_id" varchar,
    "paid_at" timestamp,
    "paid_at_has_time" boolean,
    "amount" decimal(18,4),
    "currency" varchar,
    "status" varchar,
    "reverses_payment_id" varchar,
    "method" varchar,
    "row_hash" uhugeint,
    "row_ordinal" integer,
    "line_order" bigint,
    "load_id" bigint,
    "confirmed_by_load_id" bigint,
    "source" varchar
);
create table raw.promises (
    "promise_id" varchar,
    "account_id" varchar,
    "collector_id" varchar,
    "promised_at" timestamp,
    "promised_at_has_time" boolean,
    "due_date" date,
    "amount" decimal(18,4),
    "currency" varchar,
    "row_hash" uhugeint,
    "row_ordinal" integer,
    "line_order" bigint,
    "load_id" bigint,
    "confirmed_by_load_id" bigint,
    "source" varchar
);
create table raw.receivables (
    "month" date,
    "portfolio" varchar,
    "currency" varchar,
    "beginning_receivable" decimal(18,4),
    "credit_sales" decimal(18,4),
    "ending_receivable" decimal(18,4),
    "ending_current" decimal(18,4),
    "row_hash" uhugeint,
    "row_ordinal" integer,
    "load_id" bigint,
    "confirmed_by_load_id" bigint,
    "source" varchar
);
create table raw.targets (
    "month" date,
    "collector_id" varchar,
    "team" varchar,
    "metric" varchar,
    "value" decimal(18,4),
    "currency" varchar,
    "row_hash" uhugeint,
    "row_ordinal" integer,
    "load_id" bigint,
    "confirmed_by_load_id" bigint,
    "source" varchar
);
