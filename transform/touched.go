package transform

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// touchedFrom is the column of a table of touched keys with the first date on which rows of the key may have changed.
const touchedFrom = "touched_from"

// source is where a SELECT reads a relation, as every SELECT in sql/ writes it.
var source = regexp.MustCompile(`(?i)\b(from|join)(\s+)([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)(\s+as\s)`)

// checkSources returns an error if the SELECT of a model with a key reads a relation in a way that restrict does not
// find. mentions says how often DuckDB's parser found each.
func (m Model) checkSources(mentions map[Relation]int) error {
	if m.Key == "" {
		return nil
	}
	found := map[Relation]int{}
	for _, match := range source.FindAllStringSubmatch(m.SQL, -1) {
		found[Relation{Schema: strings.ToLower(match[3]), Name: strings.ToLower(match[4])}]++
	}
	for relation, count := range mentions {
		if found[relation] != count {
			return fmt.Errorf("%s: a model with a key reads every relation as `from %s as name` or `join %s as name`",
				m.File, relation, relation)
		}
	}
	return nil
}

// touched holds what a run knows of the keys whose rows may have changed. Its zero value stands for all keys.
type touched struct {
	table Relation
	first time.Time // earliest touched_from; zero: no key is touched
	bulk  time.Time // touched_from of most keys: few are touched before it
	// columns of all relations as they were before the run, as schema.name.column.
	columns map[string]bool
}

func (t touched) isAll() bool { return t.table == Relation{} }

// of returns what is known of the keys of model: the same, unless it names a table of its own.
func (t touched) of(model Model) touched {
	if !t.isAll() && model.Touched != (Relation{}) {
		t.table = model.Touched
	}
	return t
}

// readTouched looks up which dates the keys in table are touched from.
func readTouched(ctx context.Context, db *warehouse.DB, table Relation) (known touched, err error) {
	if (table == Relation{}) {
		return touched{}, nil
	}
	known = touched{table: table, columns: map[string]bool{}}
	var first, bulk sql.NullTime
	err = db.QueryRowContext(ctx, "select min("+touchedFrom+"), quantile_disc("+touchedFrom+", 0.5) from "+table.quoted()).
		Scan(&first, &bulk)
	if err != nil {
		return touched{}, fmt.Errorf("read %s: %w", table, err)
	}
	known.first, known.bulk = first.Time, bulk.Time
	return known, known.readColumns(ctx, db)
}

// readColumns looks up which relations have which columns. A run that changes any is a full one.
func (t *touched) readColumns(ctx context.Context, db *warehouse.DB) (err error) {
	rows, err := db.QueryContext(ctx, `
		select lower(schema_name || '.' || table_name || '.' || column_name)
		from duckdb_columns()
		where database_name = current_database() and not internal`)
	if err != nil {
		return fmt.Errorf("list columns: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return fmt.Errorf("list columns: %w", err)
		}
		t.columns[name] = true
	}
	return rows.Err()
}

// isIn returns the condition that a row of model is of a touched key.
func (t touched) isIn(model Model) string {
	key := warehouse.QuoteIdent(model.Key)
	return key + " in (select " + key + " from " + t.table.quoted() + ")"
}

// keys returns the SELECT of the keys of model that are touched; of a model with a window, before $end.
func (t touched) keys(model Model) string {
	key := warehouse.QuoteIdent(model.Key)
	keys := "select " + key + " from " + t.table.quoted() + " where "
	if model.Window != "" {
		return keys + touchedFrom + " < $end"
	}
	// Always true. Only keys that were filtered does DuckDB look up, by a Bloom filter, while it scans what it joins them
	// to; otherwise rows of all keys go through the views in between.
	return keys + "hash(" + key + ") >= 0"
}

// restrict returns the SELECT of model with each relation that has the key cut down to the keys that are touched, so
// that it computes their rows and no others.
func (t touched) restrict(model Model) string {
	return source.ReplaceAllStringFunc(model.SQL, func(text string) string {
		part := source.FindStringSubmatch(text)
		name := part[3] + "." + part[4]
		if !t.columns[strings.ToLower(name+"."+model.Key)] {
			return text
		}
		return part[1] + part[2] + "(select * from " + name + " semi join (" + t.keys(model) + ") using (" +
			warehouse.QuoteIdent(model.Key) + "))" + part[5]
	})
}
