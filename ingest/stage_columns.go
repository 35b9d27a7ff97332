package ingest

import (
	"fmt"
	"strings"
)

// resolve decides which columns of the file feed which canonical column: those the source names, then those whose
// headers the built-in synonyms know. It refuses a file that lacks a required column.
func (st *stage) resolve() error {
	explicit := map[string]Headers{}
	for canonical, headers := range st.source.Columns {
		explicit[canonical] = headers
	}
	if st.source.GroupEvents != nil {
		explicit["interaction_id"] = Headers{st.source.GroupEvents.By}
	}
	headers := make([]string, 0, len(st.relation.columns))
	for _, column := range st.relation.columns {
		headers = append(headers, column.Header)
	}
	st.mapping, st.absent = map[string][]fileColumn{}, map[string]string{}
	proposed := matchHeaders(st.entity, headers, explicit)
	for _, column := range st.entity.Columns {
		named, isExplicit := explicit[column.Name]
		if !isExplicit {
			named = proposed[column.Name]
		}
		found, err := st.findColumns(column, named)
		if err != nil {
			return err
		}
		if found == nil && isExplicit && st.isNeeded(column) {
			return refuse(refusedMissingColumn, "read %s: column %s is missing: the header %q that it is read from is not there; "+
				"the file has %s; fix `columns.%s` of source %s", st.file.Path, column.Name, strings.Join(named, `", "`),
				listHeaders(st.relation.columns), column.Name, st.source.Name)
		}
		if found != nil {
			st.mapping[column.Name] = found
		} else if isExplicit {
			st.absent[column.Name] = strings.Join(named, " ")
		}
	}
	return st.checkRequired()
}

// findColumns returns the file's columns of some headers, nil if one of them is missing.
func (st *stage) findColumns(column Column, headers Headers) ([]fileColumn, error) {
	var found []fileColumn
	for _, header := range headers {
		match, ok := matchColumn(st.relation.columns, header)
		if !ok {
			return nil, nil
		}
		if match.IsRepeated {
			return nil, refuse(refusedUnreadable, "read %s: two columns have the header %q, which feeds %s; rename one in the file",
				st.file.Path, header, column.Name)
		}
		found = append(found, match)
	}
	return found, nil
}

// matchColumn finds a header as it is written, else without regard to case, accents and blanks.
func matchColumn(columns []fileColumn, header string) (fileColumn, bool) {
	for _, column := range columns {
		if column.Header == header {
			return column, true
		}
	}
	for _, column := range columns {
		if foldValue(column.Header) == foldValue(header) {
			return column, true
		}
	}
	return fileColumn{}, false
}

// isNeeded reports whether a file without the column can't be read at all.
func (st *stage) isNeeded(column Column) bool {
	return column.Required && !st.hasDefault(column.Name)
}

func (st *stage) hasDefault(column string) bool {
	_, ok := st.source.Defaults[column]
	return ok || column == "as_of_date" && st.namedAsOf()
}

// namedAsOf reports whether the file is a snapshot whose date stands in its name only.
func (st *stage) namedAsOf() bool {
	return st.entity.Name == "assignments" && !st.file.NamedDate.IsZero() &&
		st.mapping["as_of_date"] == nil && st.mapping["assigned_at"] == nil
}

func (st *stage) checkRequired() error {
	for _, column := range st.entity.Columns {
		if st.isNeeded(column) && st.mapping[column.Name] == nil {
			return refuse(refusedMissingColumn, "read %s: no header feeds the required column %s; the file has %s; "+
				"name the header at `columns.%s` of source %s", st.file.Path, column.Name,
				listHeaders(st.relation.columns), column.Name, st.source.Name)
		}
	}
	for _, name := range st.entity.AnyOf {
		if st.mapping[name] != nil || st.hasDefault(name) {
			return nil
		}
	}
	if len(st.entity.AnyOf) == 0 {
		return nil
	}
	return refuse(refusedMissingColumn, "read %s: no header feeds %s, one of which is required; the file has %s; "+
		"name the header at `columns.%s` of source %s%s", st.file.Path, strings.Join(st.entity.AnyOf, " or "),
		listHeaders(st.relation.columns), st.entity.AnyOf[0], st.source.Name, st.anyOfHint())
}

func (st *stage) anyOfHint() string {
	if st.entity.Name != "assignments" {
		return ""
	}
	return fmt.Sprintf(", or the date in the name at `exported_at` if %s is a full list as of a date", st.file.Path)
}
