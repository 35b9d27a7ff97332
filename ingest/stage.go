package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// relation is one file as DuckDB reads it.
type relation struct {
	// query is a SELECT that returns one row per record, in the order of the file, with the columns below.
	query   string
	columns []fileColumn
	dialect Dialect
	// line is the SQL of a record's physical line, where the reading itself knows it; "" elsewhere.
	line string
	// unreadable is the SQL of whether a record as a whole can't be read; "" if DuckDB sorts such records out itself.
	unreadable string
	// hasRejects says that records DuckDB can't read are in the temporary table reject_errors.
	hasRejects bool
	// lines reads the file again for the lines of the records that are in question; nil if the format has none.
	lines lineReader
}

// fileColumn is one column of a file.
type fileColumn struct {
	Header string   // as in the file; of nested JSON, the keys with points between
	Name   string   // its name in the relation, unique there without regard to case
	Type   string   // DuckDB's, VARCHAR in a text format
	keys   []string // of a JSON field, from the outside in
	// IsRepeated says that another column has the same header, so that neither can be meant by it.
	IsRepeated bool
}

// stage is one file in a temporary table, with the canonical columns that the file has: parsed, but neither judged
// nor moved to UTC. The table's rowid is the place of the record in the file.
type stage struct {
	*loader
	attempt
	entity   Entity
	relation relation
	mapping  map[string][]fileColumn // canonical column to the file's columns: one, or a date and a time
	cells    map[string]parsedCell
	findings findings
	words    map[string]bool // columns whose words are translated through the temporary table words
}

// Temporary tables of a stage. They lie on the run's connection, one file at a time.
const (
	stageTable  = "temp.stage"
	wordsTable  = "temp.stage_words"
	finalView   = "temp.stage_final"
	rejectTable = "temp.reject_errors"
)

// stage reads a file into the stage table.
func (l *loader) stage(ctx context.Context, a attempt) (*stage, error) {
	st := &stage{loader: l, attempt: a}
	st.entity, _ = LookupEntity(a.source.Entity)
	var err error
	if st.relation, err = l.open(ctx, a.source, a.file); err != nil {
		return nil, err
	}
	if err := st.resolve(); err != nil {
		return nil, err
	}
	if err := st.drop(ctx); err != nil {
		return nil, err
	}
	if err := st.fill(ctx); err != nil {
		return nil, errors.Join(err, st.drop(ctx))
	}
	return st, nil
}

// fill reads the file. Outside of a transaction, so that the rowid of the table is the place of the record: rows of
// an open transaction have others.
func (st *stage) fill(ctx context.Context) error {
	if _, err := st.conn.ExecContext(ctx, "create temp table stage as "+st.selectSQL()); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return readError(st.file, err)
	}
	if st.Progress != nil {
		st.Progress(st.file.Path, st.file.SizeBytes*3/4, st.file.SizeBytes)
	}
	return nil
}

// selectSQL builds the one SELECT that reads the file. Each level names what the next one uses more than once, since
// DuckDB computes an expression for every place in which it stands.
func (st *stage) selectSQL() string {
	var cells, values, columns, bad []string
	st.cells = map[string]parsedCell{}
	for i, column := range st.entity.Columns {
		sources := st.mapping[column.Name]
		if len(sources) == 0 {
			continue
		}
		var inputs []string
		for j, source := range sources {
			input := fmt.Sprintf("cell_%d_%d", i, j)
			inputs = append(inputs, input)
			if isTextType(source.Type) {
				cells = append(cells, trimmedExpr(ident(source.Name))+" as "+input)
			} else if isTextKind(column.Kind) {
				cells = append(cells, trimmedExpr(ident(source.Name)+"::varchar")+" as "+input)
			} else {
				cells = append(cells, ident(typedName(source))+" as "+input)
			}
		}
		cell := parseExpr(column, st.relation.dialect, sources[0].Type, inputs...)
		st.cells[column.Name] = cell
		values = append(values, fmt.Sprintf("%s as value_%d, %s as present_%d", cell.Value, i, cell.Present, i))
		value := fmt.Sprintf("value_%d", i)
		if cell.Offset != "" {
			values = append(values, fmt.Sprintf("%s as offset_%d", cell.Offset, i))
			columns = append(columns, fmt.Sprintf("offset_%d as %s", i, ident(offsetName(column))))
			inRange := fmt.Sprintf("value_%d >= timestamp '1980-01-01' and value_%d < timestamp '2101-01-01'", i, i)
			value = fmt.Sprintf("case when %s then value_%d end", inRange, i)
			bad = append(bad, fmt.Sprintf("case when value_%d is not null and not (%s) then %d else 0 end", i, inRange, rangeBit(i)))
		}
		columns = append(columns, value+" as "+ident(column.Name))
		if cell.IsFallible {
			bad = append(bad, fmt.Sprintf("case when present_%d and value_%d is null then %d else 0 end", i, i, badBit(i)))
		}
	}
	columns = append(columns, "("+strings.Join(append(bad, "0"), " + ")+")::bigint as __bad")
	extras := map[string]string{"__keep": st.keepExpr(), "__line": st.relation.line, "__unreadable": st.relation.unreadable}
	for _, name := range []string{"__keep", "__line", "__unreadable"} {
		if extras[name] == "" {
			continue
		}
		cells = append(cells, extras[name]+" as "+name)
		values = append(values, name)
		columns = append(columns, name)
	}
	if len(cells) == 0 {
		cells, values = []string{"1 as nothing"}, []string{"nothing"}
	}
	return fmt.Sprintf("select\n%s\nfrom (select\n%s\nfrom (select\n%s\nfrom (%s) as file) as cells) as parsed",
		strings.Join(columns, ",\n"), strings.Join(values, ",\n"), strings.Join(cells, ",\n"), st.relation.query)
}

// keepExpr is the source's own condition. It marks rows rather than leaving them out, because the place of a record
// among all records of the file is what leads back to its line.
func (st *stage) keepExpr() string {
	if st.source.Where == "" {
		return ""
	}
	return "coalesce((" + st.source.Where + "), false)"
}

// badBit is the flag in __bad that says that the cell of the entity's column i can't be read.
func badBit(i int) int64 { return 1 << (2 * i) }

// rangeBit is the flag in __bad that says that the date in the cell of the entity's column i is out of range.
func rangeBit(i int) int64 { return 1 << (2*i + 1) }

func offsetName(column Column) string { return "__offset_" + column.Name }

// typedName is the name of a column in its own type, beside the text that `where:` sees.
func typedName(column fileColumn) string { return "__typed_" + column.Name }

func isTextKind(kind Kind) bool {
	switch kind {
	case Text, Channel, Status, Direction, Reaction:
		return true
	case Money, Integer, Date, Instant, Month:
	}
	return false
}

// drop removes the temporary tables of a stage.
func (st *stage) drop(ctx context.Context) error {
	// A cancelled context must not leave the tables behind: the connection is used again.
	ctx = context.WithoutCancel(ctx)
	for _, statement := range []string{
		"drop view if exists " + finalView,
		"drop table if exists temp.stage_rows",
		"drop table if exists temp.stage_known",
		"drop table if exists temp.stage_repeats",
		"drop table if exists temp.stage_twins",
		"drop table if exists temp.stage_events",
		"drop table if exists temp.stage_grouped",
		"drop table if exists " + stageTable,
		"drop table if exists " + wordsTable,
		"drop table if exists " + rejectTable,
		"drop table if exists temp.reject_scans",
	} {
		if _, err := st.conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("drop temporary tables: %w", err)
		}
	}
	return nil
}

// findings are what a look over the whole stage says about a file.
type findings struct {
	rows    int64 // records read, without those DuckDB sorted out
	kept    int64 // of these, the ones that `where:` keeps
	bad     int64 // all flags of __bad, together
	instant map[string]instantFindings
}

// instantFindings are what is common to the values of a date or instant column.
type instantFindings struct {
	hasTime    bool
	hasOffset  bool
	first, end time.Time // of the wall clocks; zero if there is no value
}

// scan fills findings in one pass.
func (st *stage) scan(ctx context.Context) error {
	terms := []string{"count(*)", "count(*)" + st.keepFilter(), "coalesce(bit_or(__bad)" + st.keepFilter() + ", 0)"}
	var timed []Column
	for _, column := range st.entity.Columns {
		if st.cells[column.Name].Offset == "" {
			continue
		}
		timed = append(timed, column)
		name := ident(column.Name)
		terms = append(terms,
			fmt.Sprintf("coalesce(bool_or(%s <> date_trunc('day', %s)), false)", name, name),
			fmt.Sprintf("count(%s) > 0", ident(offsetName(column))),
			fmt.Sprintf("min(%s)", name), fmt.Sprintf("max(%s)", name))
	}
	found := make([]instantFindings, len(timed))
	bounds := make([][2]sql.NullTime, len(timed))
	targets := []any{&st.findings.rows, &st.findings.kept, &st.findings.bad}
	for i := range timed {
		targets = append(targets, &found[i].hasTime, &found[i].hasOffset, &bounds[i][0], &bounds[i][1])
	}
	err := st.conn.QueryRowContext(ctx, "select "+strings.Join(terms, ", ")+" from "+stageTable).Scan(targets...)
	if err != nil {
		return fmt.Errorf("scan %s: %w", st.file.Path, err)
	}
	st.findings.instant = map[string]instantFindings{}
	for i, column := range timed {
		found[i].first, found[i].end = bounds[i][0].Time, bounds[i][1].Time
		st.findings.instant[column.Name] = found[i]
	}
	return nil
}

// keepFilter limits an aggregate, or a query, to the rows that `where:` keeps.
func (st *stage) keepFilter() string {
	if st.source.Where == "" {
		return ""
	}
	return " filter (where __keep)"
}
