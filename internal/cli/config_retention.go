package cli

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// RetentionConfig says how long the history of the jobs is kept.
type RetentionConfig struct {
	Days int `yaml:"days"` // of ops.runs, model_runs, check_results and rejected_rows; 0 keeps all
}

func (r RetentionConfig) validate(at locator) error {
	if r.Days < 0 {
		return at.fault("$.retention.days", fmt.Sprintf("%d is below zero", r.Days))
	}
	return nil
}

// forget removes the history that is older than `retention.days`, before the copy for the readers is made. What later
// runs go by stays however old it is: the run that computed the marts, the latest outcome of each model and of the checks,
// and rejected lines of assignments, by which accounts keep their holder.
func (p *pipeline) forget(ctx context.Context) error {
	if p.config.Retention.Days == 0 {
		return nil
	}
	p.reach("forget")
	before := p.clock().UTC().AddDate(0, 0, -p.config.Retention.Days)
	return p.db.InTx(ctx, func(tx *sql.Tx) error { return forgetBefore(ctx, tx, before) })
}

func forgetBefore(ctx context.Context, tx *sql.Tx, before time.Time) error {
	var firstKept int64
	err := tx.QueryRowContext(ctx, "select coalesce(min(run_id), 0) from ops.runs where started_at >= ?", before).
		Scan(&firstKept)
	if err != nil {
		return fmt.Errorf("find the history to forget: %w", err)
	}
	for _, history := range []struct {
		table, delete string
		bound         any
	}{
		{"ops.runs", `
			delete from ops.runs
			where run_id < ? and run_id not in (select run_id from ops.transform_state)`, firstKept},
		{"ops.model_runs", `
			delete from ops.model_runs
			where
				run_id < ?
				and (model, run_id) not in (select (model, max(run_id)) from ops.model_runs group by model)`, firstKept},
		{"ops.check_results", `
			delete from ops.check_results
			where run_id < ? and run_id <> (select max(run_id) from ops.check_results)`, firstKept},
		{"ops.rejected_rows", `
			delete from ops.rejected_rows
			where
				load_id in (select load_id from ops.loads where finished_at < ?)
				and not (is_row_rejected and load_id in (select load_id from ops.loads where entity = 'assignments'))`, before},
	} {
		if _, err := tx.ExecContext(ctx, history.delete, history.bound); err != nil {
			return fmt.Errorf("forget old rows of %s: %w", history.table, err)
		}
	}
	return nil
}
