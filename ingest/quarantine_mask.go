package ingest

import "strings"

// masked stands for a cell that no canonical column is read from: it may hold a name or a phone number, and the
// warehouse must not.
const masked = "…"

// isMapped reports whether anything is read from a column of the file as it stands there.
func (st *stage) isMapped(name string) bool {
	isRead := false
	for column, sources := range st.mapping {
		for _, source := range sources {
			if source.Name != name {
				continue
			}
			if st.Pseudonyms.has(column) {
				return false
			}
			isRead = true
		}
	}
	return isRead
}

// maskRecord returns a record with the cells masked that nothing is read from.
func (st *stage) maskRecord(raw string) string {
	if st.relation.isJSON {
		return st.maskObject(raw)
	}
	if st.allMapped() {
		return raw
	}
	cells := splitCells(raw, st.relation.dialect)
	for i := range cells {
		if i >= len(st.relation.columns) || !st.isMapped(st.relation.columns[i].Name) {
			cells[i] = masked
		}
	}
	return strings.Join(cells, st.relation.dialect.Delimiter)
}

// maskBroken returns a record whose cells may stand in other columns than their own. Unless every column is read,
// only the number of its cells can be shown.
func (st *stage) maskBroken(raw string) string {
	cells := splitCells(raw, st.relation.dialect)
	isShown := st.allMapped() && !st.erased.standIn(raw, st.relation.dialect)
	for i := range cells {
		if !isShown || i >= len(st.relation.columns) {
			cells[i] = masked
		}
	}
	return strings.Join(cells, st.relation.dialect.Delimiter)
}

func (st *stage) allMapped() bool {
	for _, column := range st.relation.columns {
		if !st.isMapped(column.Name) {
			return false
		}
	}
	return true
}

// splitCells parts a record into its cells as they are written, quotes included.
func splitCells(raw string, dialect Dialect) []string {
	quote := dialect.Quote
	if quote == "" {
		quote = `"`
	}
	var cells []string
	start, inQuotes := 0, false
	for i := 0; i < len(raw); {
		switch {
		case strings.HasPrefix(raw[i:], quote):
			inQuotes = !inQuotes // a doubled quote turns twice
			i += len(quote)
		case !inQuotes && dialect.Delimiter != "" && strings.HasPrefix(raw[i:], dialect.Delimiter):
			cells = append(cells, raw[start:i])
			i += len(dialect.Delimiter)
			start = i
		default:
			i++
		}
	}
	return append(cells, raw[start:])
}
