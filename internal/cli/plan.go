package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/transform"
)

// plan is what a transform has to do.
type plan struct {
	settings     settings
	settingsHash string
	modelsHash   string
	lastLoadID   int64
	window       transform.Window // all dates of the boards
	changed      transform.Window // dates whose inputs changed
	isFull       bool
	isCurrent    bool     // nothing to do
	built        []string // models that the plan needed, as schema.name
}

// state is the row of ops.transform_state; its zero value stands for none.
type state struct {
	runID        int64
	lastLoadID   int64
	asOf         time.Time
	settingsHash string
	modelsHash   string
}

// touchedAccounts are those of which the loads may have changed a row.
var touchedAccounts = transform.Relation{Schema: "staging", Name: "touched_accounts"}

// dateModels say which dates there are and which of them the loads touched. A plan needs them before anything else.
func dateModels() []transform.Relation {
	return []transform.Relation{
		{Schema: "staging", Name: "event_dates"},
		{Schema: "staging", Name: "changed_dates"},
	}
}

// plan compares what the marts were computed from with what there is now. A changed rule, a changed model or an
// earlier date of the board calls for a full refresh; otherwise only the dates that new loads touch are computed.
func (p *pipeline) plan(ctx context.Context, opts runOptions) (plan, error) {
	last, err := readState(ctx, p.db)
	if err != nil {
		return plan{}, err
	}
	next := plan{modelsHash: p.project.Hash}
	asOf, err := p.boardDate(ctx, opts, last)
	if err != nil {
		return plan{}, err
	}
	next.settings = newSettings(p.config, asOf)
	if next.settingsHash, err = next.settings.hash(); err != nil {
		return plan{}, err
	}
	if next.lastLoadID, err = lastLoadID(ctx, p.db); err != nil {
		return plan{}, err
	}
	computed, err := computedDate(ctx, p.db)
	if err != nil {
		return plan{}, err
	}
	next.isFull = opts.fullRefresh || last.runID == 0 || last.settingsHash != next.settingsHash ||
		last.modelsHash != next.modelsHash || asOf.Before(last.asOf) || asOf.Before(computed)
	isHalf, err := isHalfComputed(ctx, p.db)
	if err != nil {
		return plan{}, err
	}
	next.isCurrent = !next.isFull && !isHalf && last.lastLoadID == next.lastLoadID && last.asOf.Equal(asOf)
	if next.isCurrent {
		return next, nil
	}
	p.reach("settings")
	if err := next.settings.write(ctx, p.db); err != nil {
		return plan{}, err
	}
	if next.isFull {
		p.reach("forget transform state")
		// Without a state every date counts as changed.
		if _, err := p.db.ExecContext(ctx, "delete from ops.transform_state"); err != nil {
			return plan{}, fmt.Errorf("forget transform state: %w", err)
		}
	}
	return next, p.planWindows(ctx, &next)
}

// computedDate returns the latest date for which a run has begun to compute marts, and the zero time before the first.
// A run that was killed on the way has left rows of that date.
func computedDate(ctx context.Context, db *warehouse.DB) (time.Time, error) {
	var date sql.NullTime
	if err := db.QueryRowContext(ctx, "select max(as_of) from ops.settings").Scan(&date); err != nil {
		return time.Time{}, fmt.Errorf("read settings: %w", err)
	}
	return date.Time, nil
}

// planWindows asks the staging models for the first date there is and the first date that changed.
func (p *pipeline) planWindows(ctx context.Context, next *plan) error {
	end := next.settings.AsOf.AddDate(0, 0, 1)
	for _, relation := range dateModels() {
		models, err := p.project.UpTo(relation)
		if err != nil {
			return err
		}
		built, err := models.Run(ctx, p.db, transform.RunOptions{
			RunID:  p.run.id,
			Window: transform.Window{Start: next.settings.AsOf, End: end},
			Built:  next.built,
			Logger: slog.New(slog.DiscardHandler),
			Now:    p.now,
		})
		if err != nil {
			return err
		}
		for _, run := range built {
			next.built = append(next.built, run.Model)
		}
	}
	var first, changed sql.NullTime
	err := p.db.QueryRowContext(ctx, `
		select
			(select min(first_date) from staging.event_dates),
			(select min(changed_date) from staging.changed_dates)`).Scan(&first, &changed)
	if err != nil {
		return fmt.Errorf("read changed dates: %w", err)
	}
	if first.Valid && !first.Time.Before(end) {
		p.sayf("warning: the boards are empty: the data begins on %s, after %s", first.Time.Format(time.DateOnly),
			next.settings.AsOf.Format(time.DateOnly))
	}
	if !first.Valid || !first.Time.Before(end) {
		first.Time = next.settings.AsOf
	}
	if !changed.Valid || changed.Time.After(end) {
		changed.Time = end
	}
	if changed.Time.Before(first.Time) {
		changed.Time = first.Time
	}
	next.window = transform.Window{Start: first.Time, End: end}
	next.changed = transform.Window{Start: changed.Time, End: end}
	return nil
}

// remember notes in the warehouse what the marts were computed from.
func (next plan) remember(ctx context.Context, db *warehouse.DB, runID int64) error {
	return db.InTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "delete from ops.transform_state"); err != nil {
			return fmt.Errorf("write transform state: %w", err)
		}
		_, err := tx.ExecContext(ctx, `
			insert into ops.transform_state (run_id, last_load_id, as_of, settings_hash, models_hash)
			values (?, ?, ?, ?, ?)`,
			runID, next.lastLoadID, warehouse.Date(next.settings.AsOf), next.settingsHash, next.modelsHash)
		if err != nil {
			return fmt.Errorf("write transform state: %w", err)
		}
		return nil
	})
}

func readState(ctx context.Context, db *warehouse.DB) (state, error) {
	var last state
	err := db.QueryRowContext(ctx, `
		select run_id, last_load_id, as_of, settings_hash, models_hash from ops.transform_state`).
		Scan(&last.runID, &last.lastLoadID, &last.asOf, &last.settingsHash, &last.modelsHash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return state{}, fmt.Errorf("read transform state: %w", err)
	}
	return last, nil
}

// origin tells the marts of one run from those of every other. The number alone does not: it starts again when
// somebody removes the warehouse file. Its zero value stands for no marts.
type origin struct {
	runID           int64
	startedAtMicros int64 // since 1970, UTC
}

// computedBy returns the run that computed the marts of db.
func computedBy(ctx context.Context, db *warehouse.DB) (origin, error) {
	var run origin
	err := db.QueryRowContext(ctx, `
		select state.run_id, coalesce(epoch_us(runs.started_at), 0)
		from ops.transform_state as state
		left join ops.runs as runs on state.run_id = runs.run_id`).Scan(&run.runID, &run.startedAtMicros)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return origin{}, fmt.Errorf("read which run computed the marts: %w", err)
	}
	return run, nil
}

func lastLoadID(ctx context.Context, db *warehouse.DB) (int64, error) {
	var id int64
	if err := db.QueryRowContext(ctx, "select coalesce(max(load_id), 0) from ops.loads").Scan(&id); err != nil {
		return 0, fmt.Errorf("read last load: %w", err)
	}
	return id, nil
}

// boardDate returns the date the boards stand at: the one asked for, else the last one the data reaches, but never
// one after today. A board of yesterday's exports shows yesterday, not an empty today.
func (p *pipeline) boardDate(ctx context.Context, opts runOptions, last state) (time.Time, error) {
	today, err := p.businessDate()
	if err != nil {
		return time.Time{}, err
	}
	if opts.asOf != "" {
		date, err := time.Parse(time.DateOnly, opts.asOf)
		if err != nil {
			return time.Time{}, fmt.Errorf("read --as-of: %w", err)
		}
		if date.After(today) {
			p.sayf("warning: %s has not come yet; the boards tell of the days up to today, %s", opts.asOf,
				today.Format(time.DateOnly))
		}
		return date, nil
	}
	reached, err := lastDate(ctx, p.db, p.config.TimeZone, today)
	if err != nil {
		return time.Time{}, err
	}
	if reached.IsZero() {
		return today, nil
	}
	return reached, nil
}
