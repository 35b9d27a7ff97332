package ingest

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// parsedRows is how many rows of a sample are run through the loader's expressions.
const parsedRows = 5_000

// maxBadCells is how many bad cells of one column are listed by line; the rest are counted.
const maxBadCells = 3

// parseSample reads the sample with the expressions that the loader uses: the first rows are shown, and every cell that
// can't be read is a problem with its line.
func (i *Inspection) parseSample(ctx context.Context, db *warehouse.DB, entity Entity, one sample, source Source,
	show int,
) (err error) {
	columns := i.mappedColumns(entity)
	if len(columns) == 0 || len(one.Rows) == 0 {
		return nil
	}
	query, err := i.parseQuery(columns, one.Headers)
	if err != nil {
		return err
	}
	content, err := json.Marshal(one.Rows[:min(len(one.Rows), parsedRows)])
	if err != nil {
		return fmt.Errorf("parse sample: %w", err)
	}
	rows, err := db.QueryContext(ctx, query, string(content))
	if err != nil {
		return fmt.Errorf("parse sample: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for _, column := range columns {
		i.SampleColumns = append(i.SampleColumns, column.Name)
	}
	bad := map[string]int{}
	for row := 0; rows.Next(); row++ {
		values, failed, err := scanParsed(rows, len(columns))
		if err != nil {
			return fmt.Errorf("parse sample: %w", err)
		}
		isOther := false // a row that `where:` is to leave out
		for c, column := range columns {
			isSparse := slices.Contains(i.sparse, i.Columns[column.Name][0])
			isOther = isOther || isSparse && values[c] == ""
			if failed[c] || column.Required && values[c] == "" && i.Defaults[column.Name] == "" && !isSparse {
				i.addBadCell(column, one, row, failed[c], bad)
			}
			values[c] = strings.TrimSuffix(i.canonicalWord(column, values[c], source), " 00:00:00")
		}
		if len(i.Sample) < show && !isOther {
			i.Sample = append(i.Sample, values)
		}
	}
	for _, column := range columns {
		if bad[column.Name] > maxBadCells {
			i.Problems = append(i.Problems, Problem{Column: column.Name,
				Message: fmt.Sprintf("%d cells in the first %d rows can't be used", bad[column.Name],
					min(len(one.Rows), parsedRows))})
		}
	}
	return rows.Err()
}

// mappedColumns lists the entity's columns that headers of the file feed.
func (i *Inspection) mappedColumns(entity Entity) []Column {
	return slices.DeleteFunc(slices.Clone(entity.Columns), func(column Column) bool {
		return len(i.Columns[column.Name]) == 0
	})
}

// parseQuery builds the SELECT over one JSON array of rows: per column its value as text and whether it failed.
func (i *Inspection) parseQuery(columns []Column, headers []string) (string, error) {
	var selected []string
	for _, column := range columns {
		var cells []string
		for _, header := range i.Columns[column.Name] {
			place := slices.Index(headers, header)
			if place < 0 {
				return "", fmt.Errorf("column %s: the file has no header %q; its headers are %s", column.Name, header,
					strings.Join(headers, ", "))
			}
			cells = append(cells, fmt.Sprintf("c%d", place))
		}
		parsed := parseExpr(column, i.Dialect, "VARCHAR", cells...)
		value := "(" + parsed.Value + ")"
		failed := "false"
		if parsed.IsFallible {
			failed = fmt.Sprintf("coalesce(%s, false) and %s is null", parsed.Present, value)
		}
		selected = append(selected, value+"::varchar", failed)
	}
	var cells []string
	for place := range headers {
		cells = append(cells, fmt.Sprintf("%s as c%d", trimmedExpr(fmt.Sprintf("(r ->> %d)", place), true), place))
	}
	return fmt.Sprintf("with rows as (select unnest(from_json(?::json, '[\"JSON\"]')) as r), "+
		"cells as (select %s from rows) select %s from cells", strings.Join(cells, ", "), strings.Join(selected, ", ")), nil
}

func scanParsed(rows *sql.Rows, columns int) (values []string, failed []bool, err error) {
	texts, flags := make([]sql.NullString, columns), make([]bool, columns)
	targets := make([]any, 0, 2*columns)
	for c := range columns {
		targets = append(targets, &texts[c], &flags[c])
	}
	if err := rows.Scan(targets...); err != nil {
		return nil, nil, err
	}
	values = make([]string, columns)
	for c, text := range texts {
		values[c] = text.String
	}
	return values, flags, nil
}

func (i *Inspection) addBadCell(column Column, one sample, row int, failed bool, bad map[string]int) {
	bad[column.Name]++
	if bad[column.Name] > maxBadCells {
		return
	}
	problem := Problem{Line: one.Lines[row], Column: column.Name, Message: "the cell is empty",
		Remedy: "the row will be rejected"}
	if failed {
		cell := one.values(i.Columns[column.Name][0])[row]
		problem.Message = fmt.Sprintf("%q can't be read as %s", cell, kindWord(column.Kind))
		if !column.Required {
			problem.Remedy = "it will be recorded and left empty"
		}
	}
	i.Problems = append(i.Problems, problem)
}

func kindWord(kind Kind) string {
	switch kind {
	case Money:
		return "an amount"
	case Integer:
		return "a whole number"
	case Date:
		return "a date"
	case Instant:
		return "a date or an instant"
	case Month:
		return "a month"
	default:
		return "text"
	}
}

// canonicalWord shows a word of a closed list as it would be loaded.
func (i *Inspection) canonicalWord(column Column, value string, source Source) string {
	builtin := builtinValues(column.Kind)
	if value == "" || builtin == nil {
		return value
	}
	for word, canonical := range source.Values[column.Name] {
		if canonical != nil && foldValue(word) == foldValue(value) {
			return *canonical
		}
	}
	if canonical, ok := builtin[foldValue(value)]; ok {
		return canonical
	}
	switch column.Kind {
	case Channel:
		return "other"
	case Status:
		return "unknown"
	default:
		return ""
	}
}
