package ingest

import (
	"encoding/json"
	"strings"
)

// masked stands for a cell that no canonical column is read from: it may hold a name or a phone number, and the
// warehouse must not.
const masked = "…"

// isMapped reports whether anything is read from a column of the file.
func (st *stage) isMapped(name string) bool {
	for _, sources := range st.mapping {
		for _, source := range sources {
			if source.Name == name {
				return true
			}
		}
	}
	return false
}

// maskRecord returns a record with the cells masked that nothing is read from.
func (st *stage) maskRecord(raw string) string {
	if strings.HasPrefix(strings.TrimSpace(raw), "{") && st.relation.unreadable != "" {
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
	for i := range cells {
		if !st.allMapped() || i >= len(st.relation.columns) {
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

// maskObject returns a JSON record with only the fields that something is read from.
func (st *stage) maskObject(raw string) string {
	var object map[string]any
	if err := json.Unmarshal([]byte(raw), &object); err != nil {
		return masked
	}
	kept := map[string]any{}
	for _, column := range st.relation.columns {
		if !st.isMapped(column.Name) {
			continue
		}
		if value, ok := lookUpPath(object, strings.Split(column.Header, ".")); ok {
			kept[column.Header] = value
		}
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return masked
	}
	return string(text)
}

func lookUpPath(object map[string]any, keys []string) (any, bool) {
	value, ok := object[keys[0]]
	if !ok || len(keys) == 1 {
		return value, ok
	}
	inner, ok := value.(map[string]any)
	if !ok {
		return nil, false
	}
	return lookUpPath(inner, keys[1:])
}
