-- description: what each model cost when it last ran; one row per model
-- labels: model
-- max_series: 500
-- metric duration_seconds: Time the model took when it last ran.
-- formula duration_seconds: `seconds` of the model in the latest run that computed it
-- metric written_rows: Rows the model wrote when it last ran; 0 for a view.
-- formula written_rows: [rows] `rows` of the model in the latest run that computed it

with latest as (
    select
        model,
        max(run_id) as run_id
    from ops.model_runs
    group by model
)

select
    runs.model,
    sum(runs.seconds) as duration_seconds,
    sum(runs."rows") as written_rows
from ops.model_runs as runs
inner join latest on runs.model = latest.model and runs.run_id = latest.run_id
group by runs.model
