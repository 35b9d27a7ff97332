package ingest

import (
	"fmt"
	"strings"
)

// stageSelect builds the one SELECT that reads a file. Each level names what the next one uses more than once, since
// DuckDB computes an expression for every place in which it stands.
type stageSelect struct {
	cells   []string // first level: the cells that are used, trimmed
	values  []string // second level: canonical columns, parsed
	columns []string // third level: the columns of the stage
	flags   []string // terms of __bad

	pseudonyms   Pseudonyms
	hasOddBlanks bool // text cells may end in blanks other than the space
}

// selectSQL is the SELECT that fills the stage. It notes in cells how each column is read.
func (st *stage) selectSQL() string {
	s := stageSelect{
		pseudonyms: st.Pseudonyms, hasOddBlanks: !st.relation.hasRejects || st.relation.text.hasOddBlanks,
	}
	st.cells = map[string]parsedCell{}
	for i, column := range st.entity.Columns {
		if sources := st.mapping[column.Name]; len(sources) > 0 {
			st.cells[column.Name] = parseExpr(column, st.relation.dialect, sources[0].Type, s.addCells(i, column, sources)...)
			s.addColumn(i, column, st.cells[column.Name])
			if st.relation.hasRejects && isTextKind(column.Kind) {
				s.flag(badBit(i), manyLinesExpr(fmt.Sprintf("value_%d", i)))
			}
		}
	}
	s.columns = append(s.columns, "("+strings.Join(append(s.flags, "0"), " + ")+")::integer as __bad")
	s.carry(st.keepExpr(), "__keep")
	s.carry(st.relation.line, "__line")
	s.carry(st.relation.unreadable, "__unreadable")
	s.carry(st.discardExpr(), "__discarded")
	if len(s.cells) == 0 {
		s.carry("true", "__nothing") // a source of defaults alone still has rows
	}
	return fmt.Sprintf("select\n%s\nfrom (select\n%s\nfrom (select\n%s\nfrom (%s) as file) as cells) as parsed",
		strings.Join(s.columns, ",\n"), strings.Join(s.values, ",\n"), strings.Join(s.cells, ",\n"), st.relation.query)
}

// addCells names the cells that feed the entity's column i, and returns their names.
func (s *stageSelect) addCells(i int, column Column, sources []fileColumn) []string {
	names := make([]string, len(sources))
	for j, source := range sources {
		names[j] = fmt.Sprintf("cell_%d_%d", i, j)
		cell := ident(typedName(source))
		switch {
		case isTextType(source.Type):
			cell = trimmedExpr(ident(source.Name), s.hasOddBlanks)
		case isTextKind(column.Kind):
			cell = trimmedExpr(ident(source.Name)+"::varchar", true)
		}
		s.cells = append(s.cells, cell+" as "+names[j])
	}
	return names
}

// addColumn names the parsed value of the entity's column i, and adds it to the stage with its flags.
func (s *stageSelect) addColumn(i int, column Column, cell parsedCell) {
	value := fmt.Sprintf("value_%d", i)
	s.values = append(s.values, cell.Value+" as "+value)
	if cell.IsFallible {
		present := fmt.Sprintf("present_%d", i)
		s.values = append(s.values, cell.Present+" as "+present)
		s.flag(badBit(i), present+" and "+value+" is null")
	}
	if cell.Offset != "" {
		offset := fmt.Sprintf("offset_%d", i)
		s.values = append(s.values, cell.Offset+" as "+offset)
		s.columns = append(s.columns, offset+" as "+ident(offsetName(column)))
		if cell.Timeless != "" {
			timeless := fmt.Sprintf("timeless_%d", i)
			s.values = append(s.values, cell.Timeless+" as "+timeless)
			s.columns = append(s.columns, timeless+" as "+ident(timelessName(column)))
		}
		inRange := fmt.Sprintf("%[1]s >= timestamp '1980-01-01' and %[1]s < timestamp '2101-01-01'", value)
		s.flag(rangeBit(i), value+" is not null and not ("+inRange+")")
		value = "case when " + inRange + " then " + value + " end"
	}
	// Here, once: what is staged already holds no id that the warehouse must not have.
	s.columns = append(s.columns, s.pseudonyms.expr(column.Name, value)+" as "+ident(column.Name))
}

// manyLinesExpr is the SQL of whether a text has so many lines that two stray quotes, one far below the other, made one
// cell of the rows between them. Nearly every cell is told by its length.
func manyLinesExpr(value string) string {
	return fmt.Sprintf("case when strlen(%[1]s) > 200 then length(%[1]s) - length(replace(%[1]s, '\n', '')) > %[2]d end",
		value, maxCellLines)
}

// maxCellLines is how many line ends a cell may have without being recorded.
const maxCellLines = 20

func (s *stageSelect) flag(bit int64, condition string) {
	s.flags = append(s.flags, fmt.Sprintf("case when %s then %d else 0 end", condition, bit))
}

// carry passes an expression over the file's own columns on to the stage.
func (s *stageSelect) carry(expression, name string) {
	if expression == "" {
		return
	}
	s.cells = append(s.cells, expression+" as "+name)
	s.values = append(s.values, name)
	s.columns = append(s.columns, name)
}

// keepExpr is the source's own condition. It marks rows rather than leaving them out, because the place of a record
// among all records of the file is what leads back to its line.
func (st *stage) keepExpr() string {
	if st.source.Where == "" {
		return ""
	}
	return "coalesce((" + st.source.Where + "), false)"
}

// __bad is an INTEGER, which has two flags for each of an entity's columns: there are never more than fifteen.

// badBit is the flag in __bad that says that the cell of the entity's column i can't be read, or is a text of very many
// lines.
func badBit(i int) int64 { return 1 << (2 * i) }

// rangeBit is the flag in __bad that says that the date in the cell of the entity's column i is out of range.
func rangeBit(i int) int64 { return 1 << (2*i + 1) }

func offsetName(column Column) string { return "__offset_" + column.Name }

// timelessName is the stage's column that says that a row has a date and, where others have a time, a blank cell.
func timelessName(column Column) string { return "__timeless_" + column.Name }

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
