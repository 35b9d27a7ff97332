package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// lineage says which rows of raw stand behind a row of a mart: a file of sql/lineage.
type lineage struct {
	mart  string
	key   []string // columns that name a row of the mart, in the order in which they are typed
	parts []lineagePart
	// query takes every key column as a named parameter and returns part, entity, row_key, account_id, row_date, amount.
	query string
}

// lineagePart is one kind of rows behind a figure.
type lineagePart struct {
	name        string
	description string
}

// behindRow is a row of raw behind a row of a mart.
type behindRow struct {
	part      string
	entity    string
	key       string
	accountID string
	date      sql.NullTime
	amount    sql.NullFloat64 // NULL: not about money
}

// tracedMarts lists the marts that have a lineage.
func tracedMarts(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "lineage/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list lineage: %w", err)
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(path.Base(name), ".sql")
	}
	return names, nil
}

// loadLineage reads the lineage of a mart; ok is false if it has none.
func loadLineage(files fs.FS, mart string) (l lineage, ok bool, err error) {
	file := "lineage/" + mart + ".sql"
	content, err := fs.ReadFile(files, file)
	if errors.Is(err, fs.ErrNotExist) {
		return lineage{}, false, nil
	}
	if err != nil {
		return lineage{}, false, fmt.Errorf("read lineage: %w", err)
	}
	l, err = parseLineage(mart, string(content))
	if err != nil {
		return lineage{}, false, fmt.Errorf("read %s: %w", file, err)
	}
	return l, true, nil
}

func parseLineage(mart, content string) (lineage, error) {
	l := lineage{mart: mart}
	header, query, _ := strings.Cut(content, "\n\n")
	l.query = query
	for line := range strings.SplitSeq(header, "\n") {
		key, value, isKey := strings.Cut(strings.TrimPrefix(line, "-- "), ": ")
		name, isPart := strings.CutPrefix(key, "part ")
		switch {
		case isKey && isPart:
			l.parts = append(l.parts, lineagePart{name: name, description: value})
		case isKey && key == "key":
			l.key = strings.Split(value, ", ")
		default:
			return lineage{}, fmt.Errorf("header line %q is neither `-- key: ` nor `-- part name: `", line)
		}
	}
	if len(l.key) == 0 || len(l.parts) == 0 {
		return lineage{}, errors.New("the header names no key or no part")
	}
	return l, nil
}

// checkPart returns an error if the lineage has no such part; "" stands for all.
func (l lineage) checkPart(name string) error {
	if name == "" {
		return nil
	}
	var names []string
	for _, part := range l.parts {
		if part.name == name {
			return nil
		}
		names = append(names, part.name)
	}
	return &usageError{message: fmt.Sprintf("marts.%s has no part %q; it has %s", l.mart, name, strings.Join(names, ", "))}
}

// martRow is the row of a mart that a key names.
type martRow struct {
	key  []string // of lineage.key, as text
	cell string   // the row as JSON
}

// find returns the row of the mart whose key begins with the given values. Several rows are an error that lists them.
func (l lineage) find(ctx context.Context, db *warehouse.DB, typed string) (martRow, error) {
	const shown = 10
	values := strings.Split(typed, "|")
	if len(values) > len(l.key) {
		// A key of one column may hold the separator itself.
		values = append(values[:len(l.key)-1], strings.Join(values[len(l.key)-1:], "|"))
	}
	var columns, conditions []string
	var arguments []any
	for i, column := range l.key {
		columns = append(columns, warehouse.QuoteIdent(column)+"::varchar")
		if i < len(values) {
			conditions = append(conditions, warehouse.QuoteIdent(column)+"::varchar = ?")
			arguments = append(arguments, values[i])
		}
	}
	rows, err := db.QueryContext(ctx, fmt.Sprintf("select [%s], to_json(row)::varchar from marts.%s as row where %s limit %d",
		strings.Join(columns, ", "), warehouse.QuoteIdent(l.mart), strings.Join(conditions, " and "), shown+1), arguments...)
	if err != nil {
		return martRow{}, fmt.Errorf("trace marts.%s: %w", l.mart, err)
	}
	defer rows.Close()
	var found []martRow
	for rows.Next() {
		var key []any
		var row martRow
		if err := rows.Scan(&key, &row.cell); err != nil {
			return martRow{}, fmt.Errorf("trace marts.%s: %w", l.mart, err)
		}
		for _, value := range key {
			row.key = append(row.key, fmt.Sprint(value))
		}
		found = append(found, row)
	}
	if err := rows.Err(); err != nil {
		return martRow{}, fmt.Errorf("trace marts.%s: %w", l.mart, err)
	}
	asKey := strings.Join(l.key, "|")
	switch {
	case len(found) == 0:
		return martRow{}, fmt.Errorf("trace marts.%s %s: no such row; its key is %s", l.mart, typed, asKey)
	case len(found) > 1:
		var keys []string
		for _, row := range found[:min(shown, len(found))] {
			keys = append(keys, "\n  "+strings.Join(row.key, "|"))
		}
		slices.Sort(keys)
		return martRow{}, fmt.Errorf("trace marts.%s %s: several rows begin so; give the whole key, %s, one of:%s",
			l.mart, typed, asKey, strings.Join(keys, ""))
	}
	return found[0], nil
}

// behind returns the rows of raw behind a row of the mart, by part, newest first.
func (l lineage) behind(ctx context.Context, db *warehouse.DB, row martRow) ([]behindRow, error) {
	var arguments []any
	for i, column := range l.key {
		if strings.Contains(l.query, "$"+column) {
			arguments = append(arguments, sql.Named(column, row.key[i]))
		}
	}
	rows, err := db.QueryContext(ctx, "select part, entity, row_key, account_id, row_date, amount::double from ("+l.query+
		") where row_key is not null order by part, row_date desc, row_key", arguments...)
	if err != nil {
		return nil, fmt.Errorf("trace marts.%s: %w", l.mart, err)
	}
	defer rows.Close()
	var behind []behindRow
	for rows.Next() {
		var b behindRow
		var account sql.NullString
		if err := rows.Scan(&b.part, &b.entity, &b.key, &account, &b.date, &b.amount); err != nil {
			return nil, fmt.Errorf("trace marts.%s: %w", l.mart, err)
		}
		b.accountID = account.String
		behind = append(behind, b)
	}
	return behind, rows.Err()
}
