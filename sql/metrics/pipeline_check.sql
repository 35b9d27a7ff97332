-- description: what the checks found in the latest run; one row per check and severity
-- labels: check_name, severity
-- max_series: 1000
-- metric failing_rows: Rows that offended the check in the latest run.
-- formula failing_rows: [rows] `rows` of the check in the latest run that has results

with latest as (
    select max(run_id) as run_id
    from ops.check_results
)

select
    results.check_name,
    results.severity,
    sum(results."rows") as failing_rows
from ops.check_results as results
inner join latest on results.run_id = latest.run_id
group by results.check_name, results.severity
