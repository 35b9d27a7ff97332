package transform

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// RunOptions say what a run computes.
type RunOptions struct {
	RunID int64 // identifies the run in ops.model_runs
	// Window holds every date of the warehouse, from its first to the run's last. Incremental models have no rows
	// outside it.
	Window Window
	// Changed holds the dates on which inputs changed. Incremental models replace these, as many days after them as the
	// lookbacks of the models in front of them add up to, and as many days before them as they look ahead. Default is all
	// of Window; an empty one with a start replaces nothing.
	Changed Window
	// Touched is a table of the keys whose rows may have changed: a column for each key of a model, and touched_from, the
	// first date that may have. Default is all keys, on all dates of Changed.
	Touched Relation
	Built   []string         // models that are up to date already, as schema.name
	Full    bool             // rebuild incremental models from nothing
	Logger  *slog.Logger     // must be set
	Now     func() time.Time // must be set
	// Progress is told before each model how many are done, and at the end that all are. Default is nobody.
	Progress func(done, total int, model string)

	touched touched // what Touched holds
}

// ModelRun is what a run did with a model.
type ModelRun struct {
	Model        string // schema.name
	Materialized Materialization
	Window       Window // that was replaced; zero without one
	Rows         int64  // written; 0 for a view
	Seconds      float64
}

// Run materialises the models in order and returns what it did, also when it stops at an error, which names the file
// of the failing model. What was done before stays, every table whole; running again with the same options, or with
// Full, mends it. Tables and views in the project's schemas that no file describes are dropped.
func (p *Project) Run(ctx context.Context, db *warehouse.DB, opts RunOptions) ([]ModelRun, error) {
	if opts.Window.IsEmpty() {
		return nil, fmt.Errorf("run models: no date lies in %s", opts.Window)
	}
	if opts.Changed.Start.IsZero() || opts.Full {
		opts.Changed = opts.Window
	}
	if opts.Progress == nil {
		opts.Progress = func(int, int, string) {}
	}
	if !opts.Full {
		var err error
		if opts.touched, err = readTouched(ctx, db, opts.Touched); err != nil {
			return nil, err
		}
	}
	if err := p.dropUnwanted(ctx, db, opts.Logger); err != nil {
		return nil, err
	}
	var runs []ModelRun
	for i, model := range p.Models {
		if slices.Contains(opts.Built, model.String()) {
			continue
		}
		opts.Progress(i, len(p.Models), model.String())
		db.Reach("model " + model.String())
		run, err := runModel(ctx, db, model, opts)
		if err != nil {
			return runs, fmt.Errorf("%s: build %s: %w", model.File, model, err)
		}
		runs = append(runs, run)
	}
	opts.Progress(len(p.Models), len(p.Models), "")
	return runs, nil
}

// smallModelRows is well below the rows of one row group, from which on DuckDB writes past the WAL. A table of so few rows
// is cheap to write anew.
const smallModelRows = 50_000

func runModel(ctx context.Context, db *warehouse.DB, model Model, opts RunOptions) (ModelRun, error) {
	started := opts.Now()
	run, err := materialize(ctx, db, model, opts)
	if err != nil {
		return ModelRun{}, err
	}
	run.Seconds = opts.Now().Sub(started).Seconds()
	db.Reach("model run")
	if err := recordModelRun(ctx, db, opts.RunID, run); err != nil {
		return ModelRun{}, err
	}
	if model.Materialized != View {
		// A replaced table leaves its blocks behind until a checkpoint; without one a model, the file keeps growing. A
		// small model lies in the WAL as a whole; many rows go past it, straight into the file.
		checkpoint := db.CheckpointIfLarge
		if run.Rows > smallModelRows {
			checkpoint = db.Checkpoint
		}
		if err := checkpoint(ctx); err != nil {
			return ModelRun{}, err
		}
	}
	opts.Logger.Info("model built", "model", run.Model, "rows", run.Rows, "duration_seconds", run.Seconds)
	return run, nil
}

func recordModelRun(ctx context.Context, db *warehouse.DB, runID int64, run ModelRun) error {
	var start, end any
	if !run.Window.Start.IsZero() {
		start, end = warehouse.Date(run.Window.Start), warehouse.Date(run.Window.End)
	}
	_, err := db.ExecContext(ctx, `
		insert into ops.model_runs (run_id, model, materialized, window_start, window_end, "rows", seconds)
		values (?, ?, ?, ?, ?, ?, ?)`,
		runID, run.Model, string(run.Materialized), start, end, run.Rows, run.Seconds)
	if err != nil {
		return fmt.Errorf("record model run: %w", err)
	}
	return nil
}

// existing is a table or view of the warehouse.
type existing struct {
	Relation
	isView bool
}

// dropUnwanted drops what is in the project's schemas without a file that describes it, or what is a view and is to be
// a table, or the other way round.
func (p *Project) dropUnwanted(ctx context.Context, db *warehouse.DB, logger *slog.Logger) error {
	found, err := listExisting(ctx, db)
	if err != nil {
		return err
	}
	isView := map[Relation]bool{}
	for _, model := range p.Models {
		isView[model.Relation] = model.Materialized == View
	}
	for _, relation := range found {
		if !slices.Contains(p.schemas, relation.Schema) {
			continue
		}
		wantsView, isWanted := isView[relation.Relation]
		if isWanted && wantsView == relation.isView || !isWanted && p.described[relation.Relation] {
			continue
		}
		kind := "table "
		if relation.isView {
			kind = "view "
		}
		if _, err := db.ExecContext(ctx, "drop "+kind+relation.quoted()); err != nil {
			return fmt.Errorf("drop %s: %w", relation, err)
		}
		logger.Info("relation dropped", "relation", relation.String(), "is_described", isWanted)
	}
	return nil
}

func listExisting(ctx context.Context, db *warehouse.DB) (found []existing, err error) {
	rows, err := db.QueryContext(ctx, `
		select schema_name, table_name, false from duckdb_tables()
		where database_name = current_database() and not internal
		union all
		select schema_name, view_name, true from duckdb_views()
		where database_name = current_database() and not internal
		order by all`)
	if err != nil {
		return nil, fmt.Errorf("list relations: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var relation existing
		if err := rows.Scan(&relation.Schema, &relation.Name, &relation.isView); err != nil {
			return nil, fmt.Errorf("list relations: %w", err)
		}
		found = append(found, relation)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list relations: %w", err)
	}
	return found, nil
}
