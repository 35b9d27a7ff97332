package transform

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// materialize writes model into the warehouse. Seconds of the result are still unknown.
func materialize(ctx context.Context, db *warehouse.DB, model Model, opts RunOptions) (ModelRun, error) {
	run := ModelRun{Model: model.String(), Materialized: model.Materialized}
	if _, err := db.ExecContext(ctx, "create schema if not exists "+warehouse.QuoteIdent(model.Schema)); err != nil {
		return run, fmt.Errorf("create schema: %w", err)
	}
	switch model.Materialized {
	case View:
		_, err := db.ExecContext(ctx, "create or replace view "+model.quoted()+" as\n"+model.SQL)
		return run, err
	case Table:
		if _, err := db.ExecContext(ctx, "create or replace table "+model.quoted()+" as\n"+model.SQL); err != nil {
			return run, err
		}
		// Of the rows a table is created with, the driver says nothing.
		err := db.QueryRowContext(ctx, "select count(*) from "+model.quoted()).Scan(&run.Rows)
		return run, err
	default:
		var err error
		run.Window, run.Rows, err = materializeIncremental(ctx, db, model, opts)
		return run, err
	}
}

// materializeIncremental brings the table of model up to date and returns the window it replaced and the rows it
// wrote there.
func materializeIncremental(
	ctx context.Context, db *warehouse.DB, model Model, opts RunOptions,
) (window Window, written int64, err error) {
	want, err := describe(ctx, db, model.SQL, bounds(opts.Window)...)
	if err != nil {
		return window, 0, err
	}
	if err := checkWindowColumn(model, want); err != nil {
		return window, 0, err
	}
	got, err := tableColumns(ctx, db, model.Relation)
	if err != nil {
		return window, 0, err
	}
	if opts.Full || !slices.Equal(got, want) {
		// In one transaction: of a table that a killed run left half filled, the next run would replace a few dates.
		err = db.InTx(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "create or replace table "+model.quoted()+" ("+definitions(want)+")")
			if err != nil {
				return fmt.Errorf("create table: %w", err)
			}
			for _, cut := range opts.Window.months() {
				db.Reach("window of a rebuild")
				rows, err := replaceWindow(ctx, tx, model, cut)
				if err != nil {
					return err
				}
				written += rows
			}
			return nil
		})
		return opts.Window, written, err
	}
	if err := deleteOutside(ctx, db, model, opts.Window); err != nil {
		return window, 0, err
	}
	window = opts.Window.reachedBy(opts.Changed, model.reach)
	for _, cut := range window.months() {
		db.Reach("window")
		err := db.InTx(ctx, func(tx *sql.Tx) error {
			rows, err := replaceWindow(ctx, tx, model, cut)
			written += rows
			return err
		})
		if err != nil {
			return window, written, err
		}
	}
	return window, written, nil
}

// deleteOutside deletes the rows outside the run's window, which shrinks when somebody asks for an earlier date than
// last time.
func deleteOutside(ctx context.Context, db *warehouse.DB, model Model, window Window) error {
	column := warehouse.QuoteIdent(model.Window)
	_, err := db.ExecContext(ctx,
		"delete from "+model.quoted()+" where "+column+" < $start or "+column+" >= $end", bounds(window)...)
	if err != nil {
		return fmt.Errorf("delete rows outside %s: %w", window, err)
	}
	return nil
}

// replaceWindow replaces the rows of one window by what the SELECT says now, and returns how many there are. A row of
// the SELECT outside the window is an error, because the next run would not find it to replace it.
func replaceWindow(ctx context.Context, tx *sql.Tx, model Model, window Window) (int64, error) {
	column := warehouse.QuoteIdent(model.Window)
	inside := " where " + column + " >= $start and " + column + " < $end"
	if _, err := tx.ExecContext(ctx, "delete from "+model.quoted()+inside, bounds(window)...); err != nil {
		return 0, fmt.Errorf("window %s: delete: %w", window, err)
	}
	result, err := tx.ExecContext(ctx, "insert into "+model.quoted()+" by name\n"+model.SQL, bounds(window)...)
	if err != nil {
		return 0, fmt.Errorf("window %s: insert: %w", window, err)
	}
	inserted, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("window %s: insert: %w", window, err)
	}
	// The window was empty, so what is in it now was inserted now. Counting costs less than a filter on every row,
	// which DuckDB could also evaluate before the model's own.
	var kept int64
	err = tx.QueryRowContext(ctx, "select count(*) from "+model.quoted()+inside, bounds(window)...).Scan(&kept)
	if err != nil {
		return 0, fmt.Errorf("window %s: count rows: %w", window, err)
	}
	if kept != inserted {
		return 0, fmt.Errorf("window %s: %d of %d rows have a %s that is NULL or outside the window; "+
			"filter them by $start and $end", window, inserted-kept, inserted, model.Window)
	}
	return inserted, nil
}

// bounds are the parameters of a window.
func bounds(window Window) []any {
	return []any{
		sql.Named("start", warehouse.Date(window.Start)),
		sql.Named("end", warehouse.Date(window.End)),
	}
}

// column is a name and DuckDB's word for its type.
type column struct {
	name     string
	dataType string
}

func checkWindowColumn(model Model, columns []column) error {
	for _, column := range columns {
		if column.name != model.Window {
			continue
		}
		if column.dataType != "DATE" {
			return fmt.Errorf("window column %s is a %s; it must be a DATE", model.Window, column.dataType)
		}
		return nil
	}
	return fmt.Errorf("the SELECT has no window column %s", model.Window)
}

func definitions(columns []column) string {
	var list []string
	for _, column := range columns {
		list = append(list, warehouse.QuoteIdent(column.name)+" "+column.dataType)
	}
	return strings.Join(list, ", ")
}

// describe returns the columns of a SELECT without running it.
func describe(ctx context.Context, db *warehouse.DB, query string, parameters ...any) ([]column, error) {
	return readColumns(ctx, db, "select column_name, column_type from (describe "+query+"\n)", parameters...)
}

// tableColumns returns the columns of a table, none if there is no such table.
func tableColumns(ctx context.Context, db *warehouse.DB, table Relation) ([]column, error) {
	return readColumns(ctx, db, `
		select column_name, data_type
		from duckdb_columns()
		where database_name = current_database() and schema_name = ? and table_name = ?
		order by column_index`, table.Schema, table.Name)
}

func readColumns(
	ctx context.Context, db *warehouse.DB, query string, parameters ...any,
) (columns []column, err error) {
	rows, err := db.QueryContext(ctx, query, parameters...)
	if err != nil {
		return nil, fmt.Errorf("read columns: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var column column
		if err := rows.Scan(&column.name, &column.dataType); err != nil {
			return nil, fmt.Errorf("read columns: %w", err)
		}
		columns = append(columns, column)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read columns: %w", err)
	}
	return columns, nil
}
