package transform

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// headerKey is one `-- key: value` line.
type headerKey struct {
	value string
	line  int
}

// document is a SQL file split into its header and its SELECT.
type document struct {
	file string
	keys map[string]headerKey
	sql  string
	line int // of the first line of sql
}

// columnKey stands in a list of allowed keys for `column x`, whatever x is.
const columnKey = "column <name>"

// columnPrefix starts a key that describes a column.
const columnPrefix = "column "

// parseDocument splits content into `-- key: value` lines, a blank line and the SELECT. Keys that are not in allowed,
// keys given twice, lines without a key and a missing blank line are errors that name file and line.
func parseDocument(file, content string, allowed []string) (document, error) {
	doc := document{file: file, keys: map[string]headerKey{}}
	lines := strings.Split(strings.ReplaceAll(content, "\r\n", "\n"), "\n")
	for i, text := range lines {
		line := i + 1
		if strings.TrimSpace(text) == "" {
			doc.sql = trimStatement(strings.Join(lines[line:], "\n"))
			doc.line = line + 1 + blankLines(lines[line:])
			if doc.sql == "" {
				return doc, fmt.Errorf("%s:%d: no SELECT after the header", file, line)
			}
			return doc, nil
		}
		comment, isComment := strings.CutPrefix(text, "--")
		if !isComment {
			return doc, fmt.Errorf("%s:%d: no blank line between header and SELECT; put one before this line", file, line)
		}
		key, value, hasKey := strings.Cut(comment, ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch {
		case !hasKey || value == "":
			return doc, fmt.Errorf("%s:%d: header line is not `-- key: value`; comments go below the blank line", file, line)
		case !isAllowed(key, allowed):
			return doc, fmt.Errorf("%s:%d: unknown key %q; known are %s", file, line, key, strings.Join(allowed, ", "))
		}
		if first, twice := doc.keys[key]; twice {
			return doc, fmt.Errorf("%s:%d: key %q was already given on line %d", file, line, key, first.line)
		}
		doc.keys[key] = headerKey{value: value, line: line}
	}
	return doc, fmt.Errorf("%s:%d: no blank line between header and SELECT", file, len(lines))
}

func isAllowed(key string, allowed []string) bool {
	if strings.HasPrefix(key, columnPrefix) {
		key = columnKey
	}
	return slices.Contains(allowed, key)
}

// trimStatement removes the semicolon a shell wants, because the engine puts the SELECT in parentheses.
func trimStatement(sql string) string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(sql), ";"))
}

// blankLines counts the blank lines at the start of lines.
func blankLines(lines []string) int {
	first := slices.IndexFunc(lines, func(text string) bool { return strings.TrimSpace(text) != "" })
	return max(first, 0)
}

// value returns the value of a key, "" if the header lacks it.
func (d document) value(key string) string { return d.keys[key].value }

// columns returns what the header says about columns, by name; nil if nothing.
func (d document) columns() map[string]string {
	var columns map[string]string
	for key, described := range d.keys {
		name, isColumn := strings.CutPrefix(key, columnPrefix)
		if !isColumn {
			continue
		}
		if columns == nil {
			columns = map[string]string{}
		}
		columns[strings.TrimSpace(name)] = described.value
	}
	return columns
}

// errorAt names the line of a key in a message about its value.
func (d document) errorAt(key, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s: %s", d.file, d.keys[key].line, key, fmt.Sprintf(format, args...))
}

// require returns one error for each key that is missing.
func (d document) require(keys ...string) error {
	var missing []error
	for _, key := range keys {
		if _, ok := d.keys[key]; !ok {
			missing = append(missing, fmt.Errorf("%s:1: missing key %q; add a line `-- %s: …` to the header", d.file, key, key))
		}
	}
	return errors.Join(missing...)
}

// forbid returns an error for the first of keys that the header has, with the reason why it may not.
func (d document) forbid(reason string, keys ...string) error {
	for _, key := range slices.Sorted(maps.Keys(d.keys)) {
		if slices.Contains(keys, key) {
			return d.errorAt(key, "%s", reason)
		}
	}
	return nil
}
