package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// findSwallowed looks for records that two stray quotes, one some lines below the other, made of several: DuckDB reads
// the rows between them as the text of one cell, be it in a column that anything is read from or not. Their first and
// last rows are parts of two, so that nothing of them can be loaded.
func (st *stage) findSwallowed(ctx context.Context, broken []brokenRecord) error {
	text := st.relation.text
	lines := text.lines - int64(st.relation.dialect.SkipHeaderRows) - 1 - st.findings.rows
	for _, record := range broken {
		lines -= record.lines
	}
	// Most files have as many lines as records. Only the others are read again.
	if !st.relation.hasRejects || text.quotes == 0 || lines <= 0 {
		return nil
	}
	offsets := make([]int64, len(broken))
	for i, record := range broken {
		offsets[i] = record.offset
	}
	slices.Sort(offsets)
	in, err := st.openText(st.file, st.relation.dialect)
	if err != nil {
		return err
	}
	defer in.Close() // it was only read
	st.swallowed = map[int64]recordLine{}
	err = walkRecords(contextReader{ctx, in}, st.relation.dialect, slices.Compact(offsets),
		func(scanner *recordScanner, ordinal int64, _ []int64) bool {
			if ordinal >= 0 && scanner.span() > 1 {
				found := scanner.found()
				if looksSwallowed(found, st.relation.dialect, len(st.relation.columns)) {
					st.swallowed[ordinal] = found
				}
			}
			return true
		})
	if err != nil {
		return fmt.Errorf("count the lines of %s: %w", st.file.Path, err)
	}
	return nil
}

// minSwallowedWidth is how many columns a file needs before the lines of a cell can be told from rows: a line with two
// commas is no rarity.
const minSwallowedWidth = 4

// looksSwallowed reports whether the lines of a record look like rows of their own.
func looksSwallowed(record recordLine, dialect Dialect, width int) bool {
	if width < minSwallowedWidth || dialect.Delimiter == "" {
		return false
	}
	lines := splitLines(record.Raw)
	if int64(len(lines)) < record.Span && len(lines) > 1 {
		lines = lines[:len(lines)-1] // the text was cut in the middle of it
	}
	rows := 0
	for _, line := range lines {
		if strings.Count(line, dialect.Delimiter)+1 == width {
			rows++
		} else if cells, rest := splitRecord(line, dialect); len(cells) == width && rest == "" {
			rows++
		}
	}
	return rows >= 2 && rows*5 >= len(lines)*4
}

// swallowedLines is how many lines the records take that swallowed others, without their first ones.
func (st *stage) swallowedLines() int64 {
	var lines int64
	for _, record := range st.swallowed {
		lines += record.Span - 1
	}
	return lines
}

// swallowedExpr is the SQL of whether a staged row is one of them; "" if there are none.
func (st *stage) swallowedExpr() string {
	if len(st.swallowed) == 0 {
		return ""
	}
	var places []string
	for ordinal := range st.swallowed {
		places = append(places, fmt.Sprint(ordinal))
	}
	slices.Sort(places)
	return "stage.rowid in (" + strings.Join(places, ", ") + ")"
}

// swallowedMessage says what became of the lines of such a record.
func swallowedMessage(record recordLine) string {
	return fmt.Sprintf("two stray quotes make one cell of the rows from line %d to line %d, none of which is loaded; "+
		"double the quotes inside of cells, or remove them", record.Line, record.Line+record.Span-1)
}
