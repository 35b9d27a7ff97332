package ingest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// cellWriter writes rejected cells, and counts the warnings it leaves out.
type cellWriter struct {
	*stage
	out      *bufio.Writer
	err      error
	cells    int64
	texts    map[int64]map[string]*string // by place and column, of a format without lines
	warnings map[[2]string]int64          // by column and reason
}

func (w *cellWriter) write(cell rejectedCell) {
	if !cell.Rejected {
		w.cells++
		column := ""
		if cell.Column != nil {
			column = *cell.Column
		}
		key := [2]string{column, cell.Reason}
		w.warnings[key]++
		if w.warnings[key] > maxWarnings {
			return
		}
	}
	text, err := json.Marshal(cell)
	if err == nil {
		_, err = w.out.Write(append(text, '\n'))
	}
	w.err = errors.Join(w.err, err)
}

// summarise says how many warnings were left out.
func (w *cellWriter) summarise() {
	left := w.warnings
	w.warnings = map[[2]string]int64{}
	for key, count := range left {
		if count <= maxWarnings {
			continue
		}
		text, err := json.Marshal(rejectedCell{Column: &key[0], Reason: key[1],
			Message: fmt.Sprintf("and %d more cells of this column for the same reason", count-maxWarnings)})
		if err == nil {
			_, err = w.out.Write(append(text, '\n'))
		}
		w.err = errors.Join(w.err, err)
	}
}

// absentColumns records the optional columns whose header the source names and the file lacks: they are NULL in every
// row, and somebody may have renamed a header.
func (w *cellWriter) absentColumns() {
	for _, column := range w.entity.Columns {
		header, ok := w.absent[column.Name]
		if !ok {
			continue
		}
		w.write(rejectedCell{Column: &header, Reason: "missing_column", Message: fmt.Sprintf(
			"the file has no such header, so %s is blank in every row; fix `columns.%s` of source %s if it was renamed",
			column.Name, column.Name, w.source.Name)})
	}
}

// broken records a record that has no columns.
func (w *cellWriter) broken(record brokenRecord, at recordLine) {
	text := at.Raw
	if at.Line == 0 {
		text = strings.TrimLeft(record.raw, "\r\n")
	}
	raw := w.maskBroken(text)
	w.write(rejectedCell{
		Line: lineOf(at), Reason: record.reason, Message: brokenMessage(record), Raw: &raw, Rejected: true,
	})
}

// brokenMessage says what is wrong with a record's structure. DuckDB's own text may quote the cell.
func brokenMessage(record brokenRecord) string {
	if record.openQuote > 0 {
		return openQuoteMessage(record.openQuote)
	}
	switch record.reason {
	case "missing_columns", "too_many_columns":
		return strings.ToLower(record.message) + "; is a delimiter unquoted, or a line broken?"
	case "unquoted_value":
		return "a quoted cell goes on behind its closing quote; double the quotes inside of it"
	case "invalid_encoding":
		return "a character is not valid in the file's encoding; set `dialect.encoding`"
	case "line_size_over_maximum":
		return "the record is longer than the limit; is a quote left open?"
	}
	return "the record can't be read as CSV"
}

// openQuoteMessage says where a quote opens that swallows the rest of the file.
func openQuoteMessage(line int64) string {
	return fmt.Sprintf("a quote opened on line %d is never closed", line)
}

// row records every cell of a row that was not taken as it stood.
func (w *cellWriter) row(row problemRow, at recordLine) {
	if row.line.Valid {
		at.Line = row.line.Int64
	}
	var raw *string
	if at.Raw != "" {
		masked := w.maskRecord(at.Raw)
		raw = &masked
	}
	if cells := w.texts[row.ordinal]; cells != nil {
		text, err := appendJSON(nil, cells)
		written := string(text)
		raw, w.err = &written, errors.Join(w.err, err)
	}
	record := row.ordinal + 1
	cell := rejectedCell{
		Line: lineOf(at), Record: &record, Raw: raw, Rejected: row.missing != 0, Parsed: json.RawMessage(row.parsed),
	}
	if swallowed, ok := w.swallowed[row.ordinal]; ok {
		// Its text is that of other rows, with what is masked or left out in those. The lines lead to it.
		cell.Line, cell.Raw, cell.Parsed = lineOf(swallowed), nil, nil
		cell.Reason, cell.Message = "swallowed_rows", swallowedMessage(swallowed)
		w.write(cell)
		return
	}
	if row.missing&(1<<unreadableBit) != 0 {
		cell.Reason, cell.Message = "bad_record", "the record is no valid JSON object"
		w.write(cell)
		return
	}
	if row.missing&(1<<newColumnBit) != 0 {
		cell.Reason, cell.Message = "new_column", w.discardMessage()
		w.write(cell)
		return
	}
	for i, column := range w.entity.Columns {
		header := w.headerOf(column)
		cell.Column = header
		switch {
		case row.bad&rangeBit(i) != 0:
			cell.Reason = "date_out_of_range"
			cell.Message = column.Name + " is before 1980 or after 2100; does `dialect.date_formats` fit?"
		case row.bad&badBit(i) != 0:
			cell.Reason, cell.Message = w.badCell(column, w.texts[row.ordinal])
		case row.missing&(1<<i) != 0:
			cell.Reason, cell.Message = "missing_required", w.missingMessage(column)
		case row.strange&(1<<i) != 0:
			cell.Reason, cell.Message = "unknown_"+column.Name, w.strangeMessage(column, row.said[column.Name])
		default:
			continue
		}
		if cell.Line == nil {
			cell.Message = fmt.Sprintf("record %d: %s", row.ordinal+1, cell.Message)
		}
		w.write(cell)
	}
}

func (w *cellWriter) missingMessage(column Column) string {
	if slices.Contains(w.entity.AnyOf, column.Name) {
		return strings.Join(w.entity.AnyOf, " or ") + " is required, and the row has none"
	}
	return column.Name + " is required, and the cell is blank"
}

func (w *cellWriter) strangeMessage(column Column, word string) string {
	taken := map[Kind]string{
		Channel: "the row counts as channel other", Status: "the row is not counted as settled",
		Direction: "the row counts as outbound", Reaction: "the outcome decides",
	}[column.Kind]
	return fmt.Sprintf("%q is no known %s, so %s; add it at `values.%s` of source %s",
		word, column.Name, taken, column.Name, w.source.Name)
}

// badCell names the reason and the remedy of a cell that can't be read.
func (w *cellWriter) badCell(column Column, cells map[string]*string) (reason, message string) {
	switch column.Kind {
	case Money, Integer:
		message = column.Name + " is no number"
		if w.relation.dialect.DecimalSeparator == "" {
			return "bad_number", message + "; if it has a decimal comma, set `dialect.decimal_separator: \",\"`"
		}
		return "bad_number", fmt.Sprintf("%s with decimal separator %q and thousands separator %q", message,
			w.relation.dialect.DecimalSeparator, w.relation.dialect.ThousandsSeparator)
	case Text, Channel, Status, Direction, Reaction:
		return "long_record", fmt.Sprintf("%s has more than %d lines; two stray quotes may have made one cell of the rows "+
			"between them", column.Name, maxCellLines)
	case Date, Instant, Month:
	}
	if w.isSheetNumber(column, cells) {
		return "bad_date", column.Name + ": it is a number; format the cell as a date"
	}
	if len(w.relation.dialect.DateFormats) == 0 {
		return "bad_date", column.Name + " is no ISO 8601 date; set `dialect.date_formats`, like [\"%d/%m/%Y\"]"
	}
	return "bad_date", fmt.Sprintf("%s fits none of the date_formats %q", column.Name, w.relation.dialect.DateFormats)
}

// headerOf is the file's own header of a column, nil if none feeds it.
func (w *cellWriter) headerOf(column Column) *string {
	sources := w.mapping[column.Name]
	if len(sources) == 0 {
		return nil
	}
	return &sources[0].Header
}

func lineOf(at recordLine) *int64 {
	if at.Line == 0 {
		return nil
	}
	return &at.Line
}
