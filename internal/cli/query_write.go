package cli

import (
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// each runs the statement and hands every row to take, as DuckDB writes its values: decimals with their scale, dates
// and times as ISO 8601. With asJSON, values with parts are JSON. It stops early, without an error, when take returns
// errEnough.
func (q query) each(ctx context.Context, columns []column, asJSON bool, take func([]sql.NullString) error) (err error) {
	var expressions []string
	for i, c := range columns {
		// By position, because names may occur twice.
		expression := fmt.Sprintf("#%d::varchar", i+1)
		if asJSON && c.isNested() {
			expression = fmt.Sprintf("to_json(#%d)::varchar", i+1)
		}
		expressions = append(expressions, expression)
	}
	rows, err := q.db.QueryContext(ctx, "select "+strings.Join(expressions, ", ")+" from "+q.source())
	if err != nil {
		return queryError(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	cells := make([]sql.NullString, len(columns))
	targets := make([]any, len(columns))
	for i := range cells {
		targets[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return queryError(err)
		}
		if err := take(cells); errors.Is(err, errEnough) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return queryError(rows.Err())
}

// errEnough ends each before the last row.
var errEnough = errors.New("enough rows")

func writeTable(ctx context.Context, a *app, q query, opts queryOptions) error {
	columns, err := q.columns(ctx)
	if err != nil {
		return err
	}
	result := newResultTable(columns)
	count, isCut := 0, false
	err = q.each(ctx, columns, false, func(cells []sql.NullString) error {
		if opts.maxRows > 0 && count == opts.maxRows {
			isCut = true
			return errEnough
		}
		count++
		row := make(table.Row, len(cells))
		for i, content := range cells {
			row[i] = cell(content.String, maxCellColumns)
		}
		result.AppendRow(row)
		return nil
	})
	if err != nil {
		return err
	}
	err = a.writeResult(opts.output, func(out io.Writer) error {
		_, err := fmt.Fprintln(out, result.Render())
		return err
	})
	if isCut {
		a.sayf("the first %d rows; --max-rows 0 shows all, --format csv writes all", count)
	} else {
		a.sayf("%s", countRows(count))
	}
	return err
}

// newResultTable is a table with a header and numbers to the right.
func newResultTable(columns []column) table.Writer {
	result := table.NewWriter()
	result.SetStyle(boardStyle())
	header := make(table.Row, len(columns))
	var configs []table.ColumnConfig
	for i, c := range columns {
		header[i] = cell(c.name, maxCellColumns)
		if c.isNumber() {
			configs = append(configs, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
		}
	}
	result.AppendHeader(header)
	result.SetColumnConfigs(configs)
	return result
}

func writeCSV(ctx context.Context, a *app, q query, opts queryOptions) error {
	columns, err := q.columns(ctx)
	if err != nil {
		return err
	}
	return a.writeResult(opts.output, func(out io.Writer) error {
		writer := csv.NewWriter(out)
		record := make([]string, len(columns))
		for i, c := range columns {
			record[i] = opts.cell(c.name)
		}
		if err := writer.Write(record); err != nil {
			return err
		}
		err := q.each(ctx, columns, false, func(cells []sql.NullString) error {
			for i, cell := range cells {
				record[i] = cell.String
				if !columns[i].isNumber() {
					record[i] = opts.cell(cell.String)
				}
			}
			return writer.Write(record)
		})
		writer.Flush()
		return errors.Join(err, writer.Error())
	})
}

func writeJSON(ctx context.Context, a *app, q query, opts queryOptions) error {
	columns, err := q.columns(ctx)
	if err != nil {
		return err
	}
	return a.writeResult(opts.output, func(out io.Writer) error {
		separator := "["
		err := q.each(ctx, columns, true, func(cells []sql.NullString) error {
			object, err := jsonObject(columns, cells)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(out, "%s\n%s", separator, object)
			separator = ","
			return err
		})
		if err != nil {
			return err
		}
		if separator == "[" {
			_, err = fmt.Fprintln(out, "[]")
		} else {
			_, err = fmt.Fprintln(out, "\n]")
		}
		return err
	})
}

// jsonObject writes a row as one JSON object in the order of the columns. Numbers keep every digit.
func jsonObject(columns []column, cells []sql.NullString) (string, error) {
	var object strings.Builder
	object.WriteByte('{')
	for i, c := range columns {
		if i > 0 {
			object.WriteString(", ")
		}
		name, err := json.Marshal(c.name)
		if err != nil {
			return "", fmt.Errorf("write column %q: %w", c.name, err)
		}
		value, err := c.jsonValue(cells[i])
		if err != nil {
			return "", fmt.Errorf("write column %q: %w", c.name, err)
		}
		object.Write(name)
		object.WriteString(": ")
		object.WriteString(value)
	}
	object.WriteByte('}')
	return escapeUnseen(object.String()), nil
}

// escapeUnseen writes the characters of a JSON text that would steer a terminal, which JSON allows within texts, as
// \u202e. The JSON means the same.
func escapeUnseen(object string) string {
	if warehouse.PrintableLines(object) == object {
		return object
	}
	var escaped strings.Builder
	for _, r := range object {
		if warehouse.IsPrintable(string(r)) {
			escaped.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&escaped, `\u%04x`, unit)
		}
	}
	return escaped.String()
}

// jsonValue writes one value. JSON knows no infinity and no NaN: they are null.
func (c column) jsonValue(cell sql.NullString) (string, error) {
	switch {
	case !cell.Valid:
		return "null", nil
	case c.isNumber() && !json.Valid([]byte(cell.String)):
		return "null", nil
	case c.isNumber(), c.isNested(), c.duckType == "BOOLEAN":
		return cell.String, nil
	}
	value, err := json.Marshal(cell.String)
	return string(value), err
}

// writePlan prints what EXPLAIN says. It is text, whatever the format.
func writePlan(ctx context.Context, a *app, q query, opts queryOptions) error {
	var kind, plan string
	if err := q.db.QueryRowContext(ctx, q.statement).Scan(&kind, &plan); err != nil {
		return queryError(err)
	}
	return a.writeResult(opts.output, func(out io.Writer) error {
		_, err := fmt.Fprintln(out, warehouse.PrintableLines(strings.TrimRight(plan, "\n")))
		return err
	})
}

func countRows(count int) string {
	if count == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", count)
}
