package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// sourceColumns reads what the files of the source are known to have, by headerKey.
func (st *stage) sourceColumns(ctx context.Context) (map[string]sourceColumn, error) {
	rows, err := st.conn.QueryContext(ctx, `
		select header, coalesce(canonical_column, ''), coalesce(value_kinds, ''), may_be_missing
		from ops.source_columns
		where source = ?`, st.source.Name)
	if err != nil {
		return nil, fmt.Errorf("read the columns of source %s: %w", st.source.Name, err)
	}
	defer rows.Close()
	known := map[string]sourceColumn{}
	for rows.Next() {
		var column sourceColumn
		var kinds string
		if err := rows.Scan(&column.header, &column.column, &kinds, &column.mayBeMissing); err != nil {
			return nil, fmt.Errorf("read the columns of source %s: %w", st.source.Name, err)
		}
		if kinds != "" {
			column.kinds = strings.Split(kinds, ", ")
		}
		known[headerKey(column.header)] = column
	}
	return known, rows.Err()
}

// writeSchema notes the columns of a loaded file as those of its source. Most files have nothing to add.
func (st *stage) writeSchema(ctx context.Context, db execer) error {
	next := map[string]sourceColumn{}
	for _, column := range toldApart(st.relation) {
		key := headerKey(column.Header)
		if slices.Contains(st.discarded, column.Name) {
			continue
		}
		known, isKnown := st.drift.known[key]
		now := sourceColumn{header: known.header, column: st.fedBy(column), kinds: known.kinds, mayBeMissing: known.mayBeMissing}
		if !isKnown {
			now.header = headerName(column.Header)
		}
		if kind := st.kinds[key]; kind != "" && !slices.Contains(known.kinds, kind) {
			now.kinds = append(slices.Clone(known.kinds), kind)
		}
		if !isKnown || now.column != known.column || len(now.kinds) != len(known.kinds) {
			next[key] = now
		}
	}
	for key, isMissing := range st.drift.missing {
		if known := st.drift.known[key]; isMissing && !known.mayBeMissing {
			known.mayBeMissing = true
			next[key] = known
		}
	}
	for _, key := range slices.Sorted(maps.Keys(next)) {
		column := next[key]
		_, isKnown := st.drift.known[key]
		statement := `
			insert into ops.source_columns (canonical_column, value_kinds, may_be_missing, load_id, source, header)
			values (nullif(?, ''), nullif(?, ''), ?, ?, ?, ?)`
		if isKnown {
			statement = `
				update ops.source_columns
				set canonical_column = nullif(?, ''), value_kinds = nullif(?, ''), may_be_missing = ?, load_id = ?
				where source = ? and header = ?`
		}
		_, err := db.ExecContext(ctx, statement, column.column, strings.Join(column.kinds, ", "), column.mayBeMissing,
			st.loadID, st.source.Name, column.header)
		if err != nil {
			return fmt.Errorf("write the columns of source %s: %w", st.source.Name, err)
		}
	}
	return nil
}

// maxChanges is how many changes of one file are kept.
const maxChanges = 100

// writeChanges keeps in what a file differed from its source, whether it was loaded or refused.
func (n *fileNotes) writeChanges(ctx context.Context, db execer, a attempt) error {
	for _, change := range n.changes[:min(len(n.changes), maxChanges)] {
		_, err := db.ExecContext(ctx, `
			insert into ops.schema_changes (load_id, source, change, header, canonical_column, was, became, remedy)
			values (?, ?, ?, ?, nullif(?, ''), nullif(?, ''), nullif(?, ''), ?)`,
			a.loadID, a.source.Name, change.Change, change.Header, change.Column, change.Was, change.Became, change.Remedy)
		if err != nil {
			return fmt.Errorf("write schema changes: %w", err)
		}
	}
	return nil
}

// write keeps the notes of a try. A try of the same content again has its own line in the ledger, and its own notes.
func (n *fileNotes) write(ctx context.Context, db execer, a attempt) error {
	if err := n.writeTotals(ctx, db, a); err != nil {
		return err
	}
	return n.writeChanges(ctx, db, a)
}

// newColumnBit flags a record with a value in a column that its source never had, above the bits of the columns.
const newColumnBit = 61

// chooseDiscarded lists the columns in which a value makes a row rejected.
func (st *stage) chooseDiscarded() {
	if !st.isDiscarding() {
		return
	}
	for _, column := range toldApart(st.relation) {
		if _, isKnown := st.drift.known[headerKey(column.Header)]; !isKnown && !st.isNamed(column) {
			st.discarded = append(st.discarded, column.Name)
		}
	}
}

// discardExpr is the SQL of whether a row has a value in one of them; "" if there are none.
func (st *stage) discardExpr() string {
	terms := make([]string, len(st.discarded))
	for i, name := range st.discarded {
		terms[i] = trimmedExpr(ident(name), true) + " is not null"
	}
	return strings.Join(terms, " or ")
}

// discardMessage says why such a row is rejected.
func (st *stage) discardMessage() string {
	names := make([]string, len(st.discarded))
	for i, name := range st.discarded {
		names[i] = "`" + headerName(name) + "`"
	}
	return fmt.Sprintf("a value in the new column %s", joinSome(names, ", "))
}

// Kinds of values, as messages call them.
const (
	kindNumbers = "numbers"
	kindDates   = "dates"
	kindTimes   = "dates with a time"
	kindOffsets = "dates with a time and an offset"
	kindText    = "text"
)

// minDates is how many rows it takes to say that a column has no time of day.
const minDates = 20

// findRetyped notes the columns whose values are of another kind than those that the source had.
func (st *stage) findRetyped(ctx context.Context) error {
	if st.notes == nil {
		return nil
	}
	unread, err := st.countUnread(ctx)
	if err != nil {
		return err
	}
	st.kinds = map[string]string{}
	for _, column := range st.entity.Columns {
		if len(st.mapping[column.Name]) == 0 {
			continue
		}
		source := st.mapping[column.Name][0]
		key := headerKey(source.Header)
		if st.kinds[key] != "" {
			continue // one header may feed several columns; the first decides
		}
		kind := st.valueKind(column, source, unread[column.Name])
		st.kinds[key] = kind
		known := st.drift.known[key]
		if kind == "" || len(known.kinds) == 0 || slices.Contains(known.kinds, kind) {
			continue
		}
		st.notes.changes = append(st.notes.changes, SchemaChange{
			Change: changeRetyped, Header: known.header, Column: column.Name,
			Was: strings.Join(known.kinds, " or "), Became: kind, Remedy: retypeRemedy(column, kind, unread[column.Name]),
		})
	}
	return nil
}

// unreadCells counts the filled cells of one column.
type unreadCells struct{ bad, read int64 }

// countUnread counts, for each column of numbers or dates with cells that can't be read, those and the others.
func (st *stage) countUnread(ctx context.Context) (map[string]unreadCells, error) {
	var terms, names []string
	for i, column := range st.entity.Columns {
		if st.mapping[column.Name] == nil || isTextKind(column.Kind) || st.findings.bad&badBit(i) == 0 {
			continue
		}
		terms = append(terms, fmt.Sprintf("count(*) filter (where __bad & %d <> 0)", badBit(i)), "count("+ident(column.Name)+")")
		names = append(names, column.Name)
	}
	unread := map[string]unreadCells{}
	if len(names) == 0 {
		return unread, nil
	}
	counts := make([]unreadCells, len(names))
	targets := make([]any, 0, len(terms))
	for i := range counts {
		targets = append(targets, &counts[i].bad, &counts[i].read)
	}
	where := ""
	if st.source.Where != "" {
		where = " where __keep"
	}
	err := st.conn.QueryRowContext(ctx, "select "+strings.Join(terms, ", ")+" from "+stageTable+where).Scan(targets...)
	if err != nil {
		return nil, fmt.Errorf("count unreadable cells of %s: %w", st.file.Path, err)
	}
	for i, name := range names {
		unread[name] = counts[i]
	}
	return unread, nil
}

// valueKind says what the values of a column are; "" if the file has too few to tell.
func (st *stage) valueKind(column Column, source fileColumn, unread unreadCells) string {
	switch {
	case isNumberType(source.Type):
		return kindNumbers
	case source.Type == "DATE":
		return kindDates
	case strings.HasPrefix(source.Type, "TIMESTAMP"):
		return kindTimes
	case !isTextType(source.Type):
		return strings.ToLower(source.Type)
	case isTextKind(column.Kind) || unread.bad > unread.read:
		return kindText
	case column.Kind == Money || column.Kind == Integer:
		return kindNumbers
	}
	switch found := st.findings.instant[column.Name]; {
	case found.first.IsZero():
		return ""
	case found.hasOffset:
		return kindOffsets
	case found.hasTime:
		return kindTimes
	case st.findings.kept < minDates:
		return ""
	}
	return kindDates
}

// retypeRemedy says what to look at.
func retypeRemedy(column Column, kind string, unread unreadCells) string {
	switch {
	case unread.bad > unread.read && (column.Kind == Money || column.Kind == Integer):
		return fmt.Sprintf("%d of its %d cells can't be read as numbers; see `dialect.decimal_separator` and "+
			"`dialect.thousands_separator`", unread.bad, unread.bad+unread.read)
	case unread.bad > unread.read:
		return fmt.Sprintf("%d of its %d cells can't be read as dates; see `dialect.date_formats`", unread.bad,
			unread.bad+unread.read)
	case kind == kindNumbers && isTextKind(column.Kind):
		return "zeros at the front of ids may be lost; have the export write text"
	}
	return "nothing to do if the export means it"
}
