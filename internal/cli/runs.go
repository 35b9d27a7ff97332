package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/metrics"
)

// runRecord is a row of ops.runs in the making.
type runRecord struct {
	id           int64
	notBefore    time.Time          // the latest time that any run before noted; zero for the first
	asOf         time.Time          // zero until it is known
	stageSeconds map[string]float64 // by stage: ingest, transform, check, publish
	inbox        *inboxState        // nil until it was read
}

// startRun writes the row of a run that begins. A row that still says running belongs to a process that was killed,
// since the lock is ours now.
func startRun(ctx context.Context, db *warehouse.DB, command string, now time.Time) (runRecord, error) {
	run := runRecord{stageSeconds: map[string]float64{}}
	err := db.InTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			update ops.runs set status = 'interrupted', error = 'the process ended before the run did'
			where status = 'running'`)
		if err != nil {
			return fmt.Errorf("mark interrupted runs: %w", err)
		}
		var last sql.NullTime
		err = tx.QueryRowContext(ctx, `
			select coalesce(max(run_id), 0) + 1, max(greatest(started_at, coalesce(finished_at, started_at)))
			from ops.runs`).Scan(&run.id, &last)
		if err != nil {
			return fmt.Errorf("number the run: %w", err)
		}
		run.notBefore = last.Time
		_, err = tx.ExecContext(ctx, `
			insert into ops.runs (run_id, command, started_at, status) values (?, ?, ?, 'running')`,
			run.id, command, now.UTC())
		if err != nil {
			return fmt.Errorf("record the run: %w", err)
		}
		return nil
	})
	return run, err
}

// finish writes how the run went. It may be called again when more is known.
func (r runRecord) finish(ctx context.Context, db *warehouse.DB, workErr error, now time.Time) error {
	status, message := outcome(workErr)
	var asOf any
	if !r.asOf.IsZero() {
		asOf = warehouse.Date(r.asOf)
	}
	_, err := db.ExecContext(ctx, `
		update ops.runs
		set
			as_of = ?, finished_at = ?, status = ?, error = ?,
			ingest_seconds = ?, transform_seconds = ?, check_seconds = ?, publish_seconds = ?
		where run_id = ?`,
		asOf, now.UTC(), status, sql.NullString{String: message, Valid: message != ""},
		r.seconds("ingest"), r.seconds("transform"), r.seconds("check"), r.seconds("publish"), r.id)
	if err != nil {
		return fmt.Errorf("record the end of the run: %w", err)
	}
	return nil
}

func (r runRecord) seconds(stage string) sql.NullFloat64 {
	seconds, ok := r.stageSeconds[stage]
	return sql.NullFloat64{Float64: seconds, Valid: ok}
}

// writeStatus leaves word of the run beside the published snapshot, where the exporter looks: a run that failed
// publishes nothing.
func (r runRecord) writeStatus(config Config, workErr error, now time.Time) error {
	path := metrics.StatusPath(config.Published)
	// Whatever the old file holds beyond the time of the last success is replaced; an unreadable one holds nothing.
	before, _ := metrics.ReadRunStatus(path)
	status := metrics.RunStatus{
		LastRunAt: now.UTC(), LastSuccessAt: now.UTC(), StageSeconds: r.stageSeconds,
		WarehouseBytes: fileSize(config.Warehouse), SnapshotBytes: fileSize(config.Published),
		Sources: before.Sources, NotLoaded: before.NotLoaded,
	}
	if r.inbox != nil {
		status.Sources, status.NotLoaded = r.inbox.sources, r.inbox.notLoaded
	}
	status.LastRunStatus, status.Error = outcome(workErr)
	if status.LastRunStatus != metrics.RunSucceeded {
		status.LastSuccessAt = before.LastSuccessAt
	}
	return status.Write(path)
}

// writeInbox renews what the last run left beside the published snapshot about the inbox, if there was one.
func (r runRecord) writeInbox(config Config) error {
	path := metrics.StatusPath(config.Published)
	status, err := metrics.ReadRunStatus(path)
	if err != nil {
		return nil // the next run writes it
	}
	status.Sources, status.NotLoaded = r.inbox.sources, r.inbox.notLoaded
	return status.Write(path)
}

// fileSize is 0 for a file that is not there.
func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// runInterrupted is the status of a run that somebody stopped, or that was killed.
const runInterrupted = "interrupted"

// errInterrupted ends a run that somebody stopped.
var errInterrupted = errors.New("interrupted; what was loaded stays loaded, and the next run goes on from there")

// orInterrupted is err, or errInterrupted if the work failed because somebody stopped it.
func orInterrupted(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return errInterrupted
	}
	return err
}

// outcome is the status of a run and what went wrong, "" if nothing did. A run that refused files and published the
// others has succeeded; what it refused is said all the same.
func outcome(workErr error) (status, message string) {
	var refused *reportedError
	switch {
	case workErr == nil:
		return metrics.RunSucceeded, ""
	case errors.As(workErr, &refused):
		return metrics.RunSucceeded, refused.summary
	case errors.Is(workErr, errInterrupted):
		return runInterrupted, errInterrupted.Error()
	default:
		return metrics.RunFailed, workErr.Error()
	}
}
