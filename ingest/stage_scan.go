package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// findings are what a look over the whole stage says about a file.
type findings struct {
	rows    int64 // records read, without those DuckDB sorted out
	kept    int64 // of these, the ones that `where:` keeps
	bad     int64 // all flags of __bad, together
	blank   int64 // rows in which a required column is blank
	instant map[string]instantFindings
	// words are the texts of each column with a vocabulary of ours, and how often they stand there.
	words map[string]map[string]int64
	// hasBroken says that DuckDB sorted records out.
	hasBroken bool
}

// instantFindings are what is common to the values of a date or instant column.
type instantFindings struct {
	hasTime    bool
	hasOffset  bool
	first, end time.Time // of the wall clocks; zero if there is no value
}

// add takes in what was found in other rows.
func (f *instantFindings) add(hasTime, hasOffset bool, first, end sql.NullTime) {
	f.hasTime, f.hasOffset = f.hasTime || hasTime, f.hasOffset || hasOffset
	if !first.Valid {
		return
	}
	if f.first.IsZero() || first.Time.Before(f.first) {
		f.first = first.Time
	}
	if end.Time.After(f.end) {
		f.end = end.Time
	}
}

// scan fills findings in one pass, which groups the rows by the columns with a vocabulary of ours: there are few
// combinations of their words.
func (st *stage) scan(ctx context.Context) error {
	var spoken, timed []Column
	for _, column := range st.entity.Columns {
		if st.mapping[column.Name] != nil && (canonicalWords(column.Kind) != nil || column.Name == "outcome") {
			spoken = append(spoken, column)
		}
		if st.cells[column.Name].Offset != "" {
			timed = append(timed, column)
		}
	}
	rows, err := st.conn.QueryContext(ctx, st.scanSQL(spoken, timed))
	if err != nil {
		return fmt.Errorf("scan %s: %w", st.file.Path, err)
	}
	defer rows.Close()
	found := &st.findings
	found.rows, found.kept, found.bad, found.blank = 0, 0, 0, 0
	found.words, found.instant = map[string]map[string]int64{}, map[string]instantFindings{}
	for _, column := range spoken {
		found.words[column.Name] = map[string]int64{}
	}
	words := make([]sql.NullString, len(spoken))
	instants := make([]struct {
		hasTime, hasOffset bool
		first, end         sql.NullTime
	}, len(timed))
	var count, kept, bad, blank int64
	targets := []any{&count, &kept, &bad, &blank}
	for i := range instants {
		targets = append(targets, &instants[i].hasTime, &instants[i].hasOffset, &instants[i].first, &instants[i].end)
	}
	for i := range words {
		targets = append(targets, &words[i])
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return fmt.Errorf("scan %s: %w", st.file.Path, err)
		}
		found.rows, found.kept, found.bad, found.blank = found.rows+count, found.kept+kept, found.bad|bad, found.blank+blank
		for i, column := range timed {
			instant := found.instant[column.Name]
			instant.add(instants[i].hasTime, instants[i].hasOffset, instants[i].first, instants[i].end)
			found.instant[column.Name] = instant
		}
		for i, column := range spoken {
			if words[i].Valid {
				found.words[column.Name][words[i].String] += count
			}
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("scan %s: %w", st.file.Path, err)
	}
	return nil
}

func (st *stage) scanSQL(spoken, timed []Column) string {
	terms := []string{
		"count(*)", "count(*)" + st.keepFilter(), "coalesce(bit_or(__bad)" + st.keepFilter() + ", 0)",
		"count(*) filter (where " + st.blankExpr() + ")",
	}
	for _, column := range timed {
		name := ident(column.Name)
		terms = append(terms,
			fmt.Sprintf("coalesce(bool_or(%s <> date_trunc('day', %s)), false)", name, name),
			fmt.Sprintf("count(%s) > 0", ident(offsetName(column))),
			fmt.Sprintf("min(%s)", name), fmt.Sprintf("max(%s)", name))
	}
	query := "select " + strings.Join(terms, ", ")
	names := make([]string, len(spoken))
	for i, column := range spoken {
		names[i] = ident(column.Name)
	}
	if len(names) == 0 {
		return query + " from " + stageTable
	}
	list := strings.Join(names, ", ")
	return query + ", " + list + " from " + stageTable + " group by " + list
}
