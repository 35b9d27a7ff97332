package transform

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

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
		var err error
		run.Rows, err = replaceTable(ctx, db, model)
		return run, err
	default:
		var err error
		run.Window, run.Rows, err = materializeIncremental(ctx, db, model, opts)
		return run, err
	}
}

// materializeIncremental brings the table of model up to date and returns the window it replaced, empty for a model
// without one, and the rows it wrote there.
func materializeIncremental(
	ctx context.Context, db *warehouse.DB, model Model, opts RunOptions,
) (window Window, written int64, err error) {
	opts.Window = model.aligned(opts.Window)
	opts.touched = opts.touched.of(model)
	want, err := describe(ctx, db, model.SQL, model.bounds(opts.Window)...)
	if err != nil {
		return window, 0, err
	}
	if err := checkColumns(model, want); err != nil {
		return window, 0, err
	}
	if err := model.checkLookahead(ctx, db); err != nil {
		return window, 0, err
	}
	got, err := tableColumns(ctx, db, model.Relation)
	if err != nil {
		return window, 0, err
	}
	isWhole := opts.Full || !slices.Equal(got, want)
	if model.Window == "" {
		if isWhole || opts.touched.isAll() {
			written, err = replaceTable(ctx, db, model)
			return window, written, err
		}
		err = db.InTx(ctx, func(tx *sql.Tx) error {
			written, err = replaceRows(ctx, tx, model, opts.touched, Window{})
			return err
		})
		if err == nil {
			err = compact(ctx, db, model.Relation)
		}
		return window, written, err
	}
	if isWhole {
		// In one transaction: of a table that a killed run left half filled, the next run would replace a few dates.
		err = db.InTx(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "create or replace table "+model.quoted()+" ("+definitions(want)+")")
			if err != nil {
				return fmt.Errorf("create table: %w", err)
			}
			for _, cut := range model.Pieces(opts.Window) {
				db.Reach("window of a rebuild")
				rows, err := replaceRows(ctx, tx, model, touched{}, cut)
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
	if opts.Changed, err = model.lookAhead(ctx, db, opts.Changed); err != nil {
		return window, 0, err
	}
	cuts := opts.cuts(model)
	if len(cuts) == 0 {
		return Window{Start: opts.Window.End, End: opts.Window.End}, 0, nil
	}
	for _, cut := range cuts {
		db.Reach("window")
		err := db.InTx(ctx, func(tx *sql.Tx) error {
			rows, err := replaceRows(ctx, tx, model, opts.touched, cut)
			written += rows
			return err
		})
		if err != nil {
			return window, written, err
		}
	}
	return Window{Start: cuts[0].Start, End: cuts[len(cuts)-1].End}, written, compact(ctx, db, model.Relation)
}

// compact writes a small table anew if its rows lie in several row groups, as replaced rows leave them. Each takes a block
// of 256 kB at least, however few rows it has.
func compact(ctx context.Context, db *warehouse.DB, table Relation) error {
	var rows, groups int64
	err := db.QueryRowContext(ctx, `
		select estimated_size from duckdb_tables()
		where database_name = current_database() and schema_name = ? and table_name = ?`, table.Schema, table.Name).Scan(&rows)
	if err != nil {
		return fmt.Errorf("compact: count rows: %w", err)
	}
	if rows > smallModelRows {
		return nil
	}
	err = db.QueryRowContext(ctx, "select count(distinct row_group_id) from pragma_storage_info("+
		warehouse.QuoteLiteral(table.quoted())+")").Scan(&groups)
	if err != nil {
		return fmt.Errorf("compact: count row groups: %w", err)
	}
	if groups <= 1 {
		return nil
	}
	if _, err := db.ExecContext(ctx, "create or replace table "+table.quoted()+" as from "+table.quoted()); err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	return nil
}

// checkLookahead returns an error if there is no such column as the one that says how far model looks ahead, so that a full
// refresh finds it, which does not read it.
func (m Model) checkLookahead(ctx context.Context, db *warehouse.DB) error {
	if m.Lookahead == (DaysColumn{}) {
		return nil
	}
	_, err := describe(ctx, db, m.Lookahead.query())
	return err
}

// query returns the SELECT of the number of days.
func (c DaysColumn) query() string {
	return "select " + warehouse.QuoteIdent(c.Name) + " from " + c.Table.quoted()
}

// lookAhead lets changed begin as many days earlier as the rows of model look ahead.
func (m Model) lookAhead(ctx context.Context, db *warehouse.DB, changed Window) (Window, error) {
	if m.Lookahead == (DaysColumn{}) || changed.IsEmpty() {
		return changed, nil
	}
	var days int
	if err := db.QueryRowContext(ctx, m.Lookahead.query()).Scan(&days); err != nil {
		return changed, fmt.Errorf("read how many days it looks ahead: %w", err)
	}
	if days < 0 {
		return changed, fmt.Errorf("%s.%s is %d; it can't look ahead a negative number of days",
			m.Lookahead.Table, m.Lookahead.Name, days)
	}
	changed.Start = changed.Start.AddDate(0, 0, -days)
	return changed, nil
}

// aligned lets a window begin where a month does if rows of model stand for months.
func (m Model) aligned(window Window) Window {
	if m.SpansMonth && !window.IsEmpty() {
		window.Start = time.Date(window.Start.Year(), window.Start.Month(), 1, 0, 0, 0, 0, time.UTC)
	}
	return window
}

// Pieces cuts a window into those that one statement of model computes.
func (m Model) Pieces(window Window) []Window { return m.aligned(window).pieces(m.StepDays) }

// cuts returns the windows in which the rows of model are replaced, none if nothing changed.
func (opts RunOptions) cuts(model Model) []Window {
	if model.Key == "" || opts.touched.isAll() {
		return model.Pieces(opts.Window.reachedBy(opts.Changed, model.reach))
	}
	if opts.touched.first.IsZero() {
		return nil
	}
	// Before the bulk of the keys the few early ones alone are replaced.
	window := opts.Window.reachedBy(Window{Start: opts.touched.first, End: opts.Window.End}, Lookback{Unbounded: true})
	few, many := window.split(opts.touched.bulk)
	if model.SpansMonth {
		few, many = window, Window{}
	}
	return append(model.Pieces(few), model.Pieces(many)...)
}

// replaceTable replaces the table of model as a whole, and returns how many rows it has.
func replaceTable(ctx context.Context, db *warehouse.DB, model Model) (written int64, err error) {
	if _, err := db.ExecContext(ctx, "create or replace table "+model.quoted()+" as\n"+model.SQL); err != nil {
		return 0, err
	}
	// Of the rows a table is created with, the driver says nothing.
	err = db.QueryRowContext(ctx, "select count(*) from "+model.quoted()).Scan(&written)
	return written, err
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

// replaceRows replaces the rows of model in window, and of those the ones of touched keys, by what the SELECT says now,
// and returns how many there are. A row of the SELECT outside them is an error, because the next run would not find it
// to replace it.
func replaceRows(ctx context.Context, tx *sql.Tx, model Model, keys touched, window Window) (int64, error) {
	query, inside := model.SQL, " where true"
	if model.Window != "" {
		column := warehouse.QuoteIdent(model.Window)
		inside += " and " + column + " >= $start and " + column + " < $end"
	}
	if model.Key != "" && !keys.isAll() {
		query = keys.restrict(model)
		inside += " and " + warehouse.QuoteIdent(model.Key) + " in (" + keys.keys(model) + ")"
	}
	parameters := model.bounds(window)
	if _, err := tx.ExecContext(ctx, "delete from "+model.quoted()+inside, parameters...); err != nil {
		return 0, fmt.Errorf("window %s: delete: %w", window, err)
	}
	result, err := tx.ExecContext(ctx, "insert into "+model.quoted()+" by name\n"+query, parameters...)
	if err != nil {
		return 0, fmt.Errorf("window %s: insert: %w", window, err)
	}
	inserted, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("window %s: insert: %w", window, err)
	}
	// No such row was left, so what is there now was inserted now. Counting costs less than a filter on every row, which
	// DuckDB could also evaluate before the model's own.
	var kept int64
	if err = tx.QueryRowContext(ctx, "select count(*) from "+model.quoted()+inside, parameters...).Scan(&kept); err != nil {
		return 0, fmt.Errorf("window %s: count rows: %w", window, err)
	}
	if kept != inserted && model.Window != "" {
		return 0, fmt.Errorf("window %s: %d of %d rows have a %s that is NULL or outside the window; "+
			"filter them by $start and $end", window, inserted-kept, inserted, model.Window)
	}
	if kept != inserted {
		return 0, fmt.Errorf("%d of %d rows have a %s that is NULL or was not touched; its rows must come from its own",
			inserted-kept, inserted, model.Key)
	}
	return inserted, nil
}

// bounds are the parameters of a window, none for a model without one.
func (m Model) bounds(window Window) []any {
	if m.Window == "" {
		return nil
	}
	return bounds(window)
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

// checkColumns returns an error if the SELECT of model lacks the columns by which it is replaced.
func checkColumns(model Model, columns []column) error {
	types := map[string]string{}
	for _, column := range columns {
		types[column.name] = column.dataType
	}
	if _, ok := types[model.Key]; model.Key != "" && !ok {
		return fmt.Errorf("the SELECT has no key column %s", model.Key)
	}
	switch dataType, ok := types[model.Window]; {
	case model.Window == "":
		return nil
	case !ok:
		return fmt.Errorf("the SELECT has no window column %s", model.Window)
	case dataType != "DATE":
		return fmt.Errorf("window column %s is a %s; it must be a DATE", model.Window, dataType)
	}
	return nil
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
