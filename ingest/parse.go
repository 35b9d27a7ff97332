package ingest

import (
	"fmt"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// parsedCell is the SQL of one canonical column as read from the cells that feed it. Its inputs are the SQL of
// trimmed text cells (NULL if blank), or of typed cells.
type parsedCell struct {
	// Value has the stage's type of the kind: VARCHAR, DECIMAL(18,4), BIGINT, or for dates and instants the TIMESTAMP
	// of the wall clock as written. It is NULL if the cells are blank or can't be read.
	Value string
	// Offset is, for dates and instants, the SQL of the seconds that the written offset is ahead of UTC; NULL if
	// none is written. "" for other kinds.
	Offset string
	// Timeless is, for dates and instants of a date and a time cell, the SQL of whether the time is blank. "" elsewhere.
	Timeless string
	// Present is the SQL of whether anything is written in the cells.
	Present string
	// IsFallible says that Value may be NULL though something is written.
	IsFallible bool
}

// parseExpr returns how column is read from cells: one, or a date and a time. sqlType is the type of the first cell
// in the file, VARCHAR for every text format.
func parseExpr(column Column, dialect Dialect, sqlType string, cells ...string) parsedCell {
	present := cells[0] + " is not null"
	switch column.Kind {
	case Money:
		return parsedCell{Value: moneyExpr(dialect, sqlType, cells[0]), Present: present, IsFallible: true}
	case Integer:
		return parsedCell{Value: integerExpr(dialect, sqlType, cells[0]), Present: present, IsFallible: true}
	case Date, Instant, Month:
		value, offset := wallClockExpr(column.Kind, dialect, sqlType, cells)
		parsed := parsedCell{Value: value, Offset: offset, Present: present, IsFallible: true}
		if len(cells) == 2 {
			parsed.Timeless = cells[1] + " is null"
		}
		return parsed
	case Text, Channel, Status, Direction, Reaction:
	}
	if column.Name == "currency" {
		return parsedCell{Value: "upper(" + cells[0] + ")", Present: present}
	}
	return parsedCell{Value: cells[0], Present: present}
}

// blanks are the characters that don't count at the ends of a cell: space, tab, carriage return, line feed,
// non-breaking space, narrow non-breaking space and the byte order mark.
// Written as one literal: DuckDB takes longer to fold the calls of chr than to load a small file.
const blanks = "' \t\n\r\u00a0\u202f\ufeff'"

// trimmedExpr returns the SQL of a text cell without blanks around it; NULL if nothing is left, or the word NULL that
// database exports write. Trimming costs more than the rest of reading a row, so cells that neither start nor end
// in a blank are told first: every blank sorts before "!" or, beyond ASCII, behind "~".
func trimmedExpr(cell string, hasOddBlanks bool) string {
	isPlain := fmt.Sprintf("%[1]s >= '!' and %[1]s < '\x7f' and not ends_with(%[1]s, ' ')", cell)
	if hasOddBlanks {
		isPlain += fmt.Sprintf(" and not ends_with(%[1]s, '\u00a0') and not ends_with(%[1]s, '\t') "+
			"and not ends_with(%[1]s, '\r') and not ends_with(%[1]s, '\u202f')", cell)
	}
	// Not by nullif, of which DuckDB makes a CASE that holds its argument twice, and of two of them four times.
	return fmt.Sprintf("case when %[2]s and %[1]s <> 'NULL' and %[1]s <> 'null' then %[1]s "+
		"when trim(%[1]s, %[3]s) not in ('', 'NULL', 'null') then trim(%[1]s, %[3]s) end", cell, isPlain, blanks)
}

// isTextType reports whether cells of a DuckDB type are read through the dialect.
func isTextType(sqlType string) bool {
	return sqlType == "VARCHAR"
}

// isNumberType reports whether a DuckDB type is a number, so that no separator can be meant.
func isNumberType(sqlType string) bool {
	base, _, _ := strings.Cut(sqlType, "(")
	switch base {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
		"UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL":
		return true
	}
	return false
}

// literal quotes text for SQL.
func literal(text string) string { return warehouse.QuoteLiteral(text) }

// ident quotes a name for SQL.
func ident(name string) string { return warehouse.QuoteIdent(name) }
