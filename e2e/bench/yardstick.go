package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
	"github.com/recaudo/recaudo/transform"
)

// bareLoadTask is the yardstick of the ingest: the same bytes, the same types, the same durability, and nothing else.
func bareLoadTask(ctx context.Context, opts taskOptions) (err error) {
	db, err := openBare(ctx, opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.InTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			create table interactions as
			select *
			from read_csv(`+warehouse.QuoteLiteral(opts.Source)+`, header = true, columns = {
				'interaction_id': 'varchar', 'account_id': 'varchar', 'collector_id': 'varchar', 'channel': 'varchar',
				'occurred_at': 'timestamp', 'direction': 'varchar', 'outcome': 'varchar', 'duration_seconds': 'bigint',
				'promised_amount': 'decimal(18, 4)', 'promised_date': 'date'
			})`)
		return err
	}); err != nil {
		return err
	}
	return db.Checkpoint(ctx)
}

func openBare(ctx context.Context, opts taskOptions) (*warehouse.DB, error) {
	return warehouse.Open(ctx, warehouse.Options{
		Path: opts.Database, MemoryLimit: opts.MemoryLimit, Threads: opts.Threads,
	})
}

// bareModelsTask is the yardstick of the full refresh: every SELECT of sql/, in order and over the same windows, into a
// table of its name, in a copy of the same warehouse, as somebody would run them in a DuckDB shell. It keeps no record of
// the models, compares no columns, counts no rows, writes one checkpoint, and runs no check.
func bareModelsTask(ctx context.Context, opts taskOptions) (err error) {
	project, err := transform.Load(ctx, sqlfiles.FS)
	if err != nil {
		return err
	}
	db, err := openBare(ctx, opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var first, last time.Time
	// The run that built the history was a full refresh, and has noted where it began.
	err = db.QueryRowContext(ctx, `
		select (select min(window_start) from ops.model_runs), (select as_of from ops.settings)`).Scan(&first, &last)
	if err != nil {
		return fmt.Errorf("read the dates of the warehouse: %w", err)
	}
	// Without a state every date counts as changed, as it does in a full refresh.
	if _, err := db.ExecContext(ctx, "delete from ops.transform_state"); err != nil {
		return err
	}
	for _, model := range project.Models {
		if err := db.InTx(ctx, func(tx *sql.Tx) error { return bareModel(ctx, tx, model, first, last) }); err != nil {
			return fmt.Errorf("%s: %w", model.File, err)
		}
	}
	return db.Checkpoint(ctx)
}

func bareModel(ctx context.Context, tx *sql.Tx, model transform.Model, first, last time.Time) error {
	name := warehouse.QuoteIdent(model.Schema) + "." + warehouse.QuoteIdent(model.Name)
	switch {
	case model.Materialized == transform.View:
		_, err := tx.ExecContext(ctx, "create or replace view "+name+" as\n"+model.SQL)
		return err
	case model.Window == "":
		_, err := tx.ExecContext(ctx, "create or replace table "+name+" as\n"+model.SQL)
		return err
	}
	for i, piece := range model.Pieces(transform.Window{Start: first, End: last.AddDate(0, 0, 1)}) {
		statement := "insert into " + name + " by name\n"
		if i == 0 {
			statement = "create or replace table " + name + " as\n"
		}
		_, err := tx.ExecContext(ctx, statement+model.SQL,
			sql.Named("start", warehouse.Date(piece.Start)), sql.Named("end", warehouse.Date(piece.End)))
		if err != nil {
			return err
		}
	}
	return nil
}
