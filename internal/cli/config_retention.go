package cli

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"
)

// RetentionConfig says how long the history of the jobs, and what they rejected, is kept.
type RetentionConfig struct {
	Days         int `yaml:"days"`          // of ops.runs, model_runs and check_results; 0 keeps all
	RejectedDays int `yaml:"rejected_days"` // of ops.rejected_rows, which holds raw text; 0 is Days
}

func (r RetentionConfig) validate(at locator) error {
	for key, days := range map[string]int{"days": r.Days, "rejected_days": r.RejectedDays} {
		if days < 0 {
			return at.fault("$.retention."+key, fmt.Sprintf("%d is below zero", days))
		}
	}
	return nil
}

// forget removes the history that is older than `retention:` says, before the copy for the readers is made.
func (p *pipeline) forget(ctx context.Context) error {
	if p.config.Retention == (RetentionConfig{}) {
		return nil
	}
	p.reach("forget")
	now := p.clock()
	return p.db.InTx(ctx, func(tx *sql.Tx) error { return p.config.Retention.forget(ctx, tx, now) })
}

func (r RetentionConfig) forget(ctx context.Context, tx *sql.Tx, now time.Time) error {
	if r.Days > 0 {
		if err := forgetRuns(ctx, tx, now.UTC().AddDate(0, 0, -r.Days)); err != nil {
			return err
		}
	}
	if days := cmp.Or(r.RejectedDays, r.Days); days > 0 {
		return forgetRejected(ctx, tx, "load_id in (select load_id from ops.loads where finished_at < ?)",
			now.UTC().AddDate(0, 0, -days))
	}
	return nil
}

// forgetRuns removes the history of the runs. What later runs go by stays however old it is: the run that computed the
// marts, and the latest outcome of each model and of the checks.
func forgetRuns(ctx context.Context, tx *sql.Tx, before time.Time) error {
	var firstKept int64
	err := tx.QueryRowContext(ctx, "select coalesce(min(run_id), 0) from ops.runs where started_at >= ?", before).
		Scan(&firstKept)
	if err != nil {
		return fmt.Errorf("find the history to forget: %w", err)
	}
	for _, history := range []struct{ table, delete string }{
		{"ops.runs", `
			delete from ops.runs
			where run_id < ? and run_id not in (select run_id from ops.transform_state)`},
		{"ops.model_runs", `
			delete from ops.model_runs
			where
				run_id < ?
				and (model, run_id) not in (select (model, max(run_id)) from ops.model_runs group by model)`},
		{"ops.check_results", `
			delete from ops.check_results
			where run_id < ? and run_id <> (select max(run_id) from ops.check_results)`},
	} {
		if _, err := tx.ExecContext(ctx, history.delete, firstKept); err != nil {
			return fmt.Errorf("forget old rows of %s: %w", history.table, err)
		}
	}
	return nil
}

// forgetRejected removes what meets a condition from ops.rejected_rows. Rejected rows of snapshots of assignments, by which
// accounts keep their holder, stay with nothing but the ids and the date: later runs go by them, and recaudo erase finds
// them. Others have no use, be they of assignments with a start.
func forgetRejected(ctx context.Context, tx *sql.Tx, condition string, bound any) error {
	const isNeeded = `is_row_rejected and (parsed ->> 'account_id') is not null
		and try_cast(parsed ->> 'as_of_date' as date) is not null and load_id in (select load_id from ops.loads where entity = 'assignments')`
	for _, statement := range []string{
		"delete from ops.rejected_rows where " + condition + " and not coalesce(" + isNeeded + ", false)",
		`update ops.rejected_rows
		set raw = null, message = null, parsed = json_object(
			'account_id', parsed ->> 'account_id', 'debtor_id', parsed ->> 'debtor_id',
			'as_of_date', parsed ->> 'as_of_date')
		where message is not null and ` + condition,
	} {
		if _, err := tx.ExecContext(ctx, statement, bound); err != nil {
			return fmt.Errorf("forget rows of ops.rejected_rows: %w", err)
		}
	}
	return nil
}
