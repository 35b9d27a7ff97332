package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
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
	// isJSON says that a record is written as a JSON value.
	isJSON bool
	// head returns the first rows of a delimited text file; nil for other formats.
	head func() (sample, error)
	// lines reads the file again for the lines of the records that are in question; nil if the format has none.
	lines lineReader
	// text is what a pass over a delimited text file told; zero for other formats.
	text plainFacts
	// footer is the line of control totals, nil if there is none; takesFooter says that the format can have one.
	footer      *footerLine
	takesFooter bool
}

// fileColumn is one column of a file.
type fileColumn struct {
	Header string   // as in the file; of nested JSON, the keys with points between
	Name   string   // its name in the relation, unique there without regard to case
	Type   string   // DuckDB's, VARCHAR in a text format
	keys   []string // of a JSON field, from the outside in
	// IsRepeated says that another column has the same header, so that it can't be told which one is meant by it.
	IsRepeated bool
}

// stage is one file in a temporary table, with the canonical columns that the file has: parsed, but neither judged
// nor moved to UTC. The table's rowid is the place of the record in the file.
type stage struct {
	*loader
	attempt
	entity      Entity
	relation    relation
	mapping     map[string][]fileColumn // canonical column to the file's columns: one, or a date and a time
	cells       map[string]parsedCell
	findings    findings
	words       map[string]*vocabulary // by column; nil if its cells are taken as they stand
	hasOddWords bool                   // a word is unknown, or means nobody: rows have to be looked at
	swallowed   map[int64]recordLine   // records that swallowed others, by their place
	absent      map[string]string      // optional columns whose header the source names and the file lacks
	// erasedColumns are those in which the file has ids of erased debtors.
	erasedColumns []string
	erasedRows    int64 // that are left out for them
	drift         drift
	kinds         map[string]string // what the values of a header are, by headerKey
	discarded     []string          // columns of the file in which a value makes a row rejected
}

// Temporary tables of a stage. They lie on the run's connection, one file at a time.
const (
	stageTable  = "temp.stage"
	wordsTable  = "temp.stage_words"
	finalView   = "temp.stage_final"
	rejectTable = "temp.reject_errors"
)

// prepare looks at a file and decides which of its columns are read.
func (l *loader) prepare(ctx context.Context, a attempt) (*stage, error) {
	st := &stage{loader: l, attempt: a}
	st.entity, _ = LookupEntity(a.source.Entity)
	var err error
	if st.relation, err = l.open(ctx, a.source, a.file); err != nil {
		return nil, err
	}
	resolveErr := st.resolve()
	if err := st.findDrift(ctx, resolveErr == nil); err != nil {
		return st, err
	}
	if resolveErr != nil {
		return st, st.withDrift(resolveErr)
	}
	if err := st.checkFrozen(); err != nil {
		return st, err
	}
	st.chooseDiscarded()
	if err := st.checkWhere(ctx); err != nil {
		return st, err
	}
	return st, st.checkAmounts()
}

// stage reads a file into the stage table.
func (l *loader) stage(ctx context.Context, a attempt) (*stage, error) {
	st, err := l.prepare(ctx, a)
	if err != nil {
		return nil, err
	}
	return st, st.fill(ctx)
}

// fill reads the file. Outside of a transaction, so that the rowid of the table is the place of the record: rows of
// an open transaction have others.
func (st *stage) fill(ctx context.Context) error {
	if err := st.drop(ctx); err != nil {
		return err
	}
	st.hasTables = true
	_, err := st.conn.ExecContext(ctx, "create temp table stage as "+st.selectSQL())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	st.findings.hasBroken = st.hasBroken(ctx)
	if (err != nil || st.findings.hasBroken) && st.turnedOutMixed(ctx) {
		st.file.HasMixedEnds = true
		if st.relation, err = st.open(ctx, st.source, st.file); err != nil {
			return err
		}
		return st.fill(ctx)
	}
	if err != nil {
		return errors.Join(st.readError(st.source, st.file, err), st.drop(ctx))
	}
	if st.Progress != nil {
		st.Progress(st.file.Path, st.file.SizeBytes*3/4, st.file.SizeBytes)
	}
	return nil
}

// drop removes the temporary tables of a stage.
func (st *stage) drop(ctx context.Context) error {
	if !st.hasTables {
		return nil
	}
	// A cancelled context must not leave the tables behind: the connection is used again.
	_, err := st.conn.ExecContext(context.WithoutCancel(ctx), "drop view if exists "+finalView+";"+
		"drop table if exists "+strings.Join(stageTables(), "; drop table if exists "))
	if err != nil {
		return fmt.Errorf("drop temporary tables: %w", err)
	}
	st.hasTables = false
	return nil
}

func stageTables() []string {
	return []string{
		"temp.stage_rows", "temp.stage_known", "temp.stage_met", "temp.stage_repeats", "temp.stage_predated",
		"temp.stage_twins", "temp.stage_events", "temp.stage_grouped", erasedTable, stageTable, wordsTable, rejectTable, "temp.reject_scans",
	}
}

// blankExpr is the SQL of whether a required cell of a staged row is blank, be there a default for it or not.
func (st *stage) blankExpr() string {
	blank := []string{"false"}
	var anyOf []string
	for _, column := range st.entity.Columns {
		if st.mapping[column.Name] == nil {
			continue
		}
		if column.Required {
			blank = append(blank, ident(column.Name)+" is null")
		}
		if slices.Contains(st.entity.AnyOf, column.Name) {
			anyOf = append(anyOf, ident(column.Name)+" is null")
		}
	}
	if len(anyOf) > 0 {
		blank = append(blank, strings.Join(anyOf, " and "))
	}
	return strings.Join(blank, " or ")
}

// keepFilter limits an aggregate, or a query, to the rows that `where:` keeps.
func (st *stage) keepFilter() string {
	if st.source.Where == "" {
		return ""
	}
	return " filter (where __keep)"
}
