package ingest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// openJSON lets DuckDB read the array that `records:` names in one JSON document, or the document itself if it is an
// array. A document of one object per line is read as such, whatever its name says.
func (l *loader) openJSON(ctx context.Context, source Source, file exportFile) (relation, error) {
	sample, err := l.readSample(file)
	if err != nil {
		return relation{}, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	if err := checkJSONText(sample); err != nil {
		return relation{}, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	if source.Records == "" && isObjectPerLine(sample) {
		return l.openNDJSON(ctx, source, file)
	}
	place, facts, err := l.guardedPlace(ctx, file, source.Dialect, newJSONGuard(l.Limits, false))
	if err != nil {
		return relation{}, err
	}
	var keys []string
	if source.Records != "" {
		keys = strings.Split(source.Records, ".")
	}
	path := jsonPath(keys) + "[*]"
	// One document is one object to DuckDB, whose default limit is 16 MB.
	if l.Limits.exceedRatio(2*facts.bytes, file.SizeBytes) { // a document is held in memory, and its records beside it
		return relation{}, refuse(refusedUnreadable, "read %s: its %d bytes become one JSON document of %d: that is no export; "+
			"if it is one, raise `limits.compression_ratio`, or write one object a line", file.Path, file.SizeBytes, facts.bytes)
	}
	largest := min(facts.bytes+1<<20, 4<<30-1)
	objects := fmt.Sprintf("select unnest(json_extract(json, %s)) as record from "+
		"read_json_objects(%s, format = 'unstructured', maximum_object_size = %d)", literal(path), place, largest)
	columns, err := l.jsonColumns(ctx, source, file, objects)
	if err != nil {
		return relation{}, err
	}
	if len(columns) == 0 {
		return relation{}, refuse(refusedUnreadable, "read %s: there are no objects at %s; name the array at `records:`, "+
			"with points between the keys; %s, which lists the arrays", file.Path, path, l.inspectHint(source, file))
	}
	return relation{
		query: jsonQuery(objects, columns, ""), columns: columns, dialect: l.withZone(source.Dialect), isJSON: true,
		lines: l.textLines(file, source.Dialect, func(in io.Reader, ordinals []int64) (map[int64]recordLine, error) {
			return locateJSONRecords(in, keys, ordinals)
		}),
	}, nil
}

// textLines is the lineReader of a text format whose records have places only.
func (l *loader) textLines(
	file exportFile, dialect Dialect, locate func(in io.Reader, ordinals []int64) (map[int64]recordLine, error),
) lineReader {
	return func(_ context.Context, ordinals, _ []int64) (map[int64]recordLine, map[int64]recordLine, error) {
		in, err := l.openText(file, dialect)
		if err != nil {
			return nil, nil, err
		}
		found, err := locate(in, ordinals)
		return found, nil, errors.Join(err, in.Close())
	}
}

// openNDJSON lets DuckDB read one JSON object a line. The lines are read as text, so that a line that is no JSON can
// be told from the others.
func (l *loader) openNDJSON(ctx context.Context, source Source, file exportFile) (relation, error) {
	sample, err := l.readSample(file)
	if err == nil {
		err = checkJSONText(sample)
	}
	if err != nil {
		return relation{}, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	footer, err := l.findFooter(ctx, source, file, &source.Dialect)
	if err != nil {
		return relation{}, err
	}
	place, _, err := l.guardedPlace(ctx, file, source.Dialect, newJSONGuard(l.Limits, true))
	if err != nil {
		return relation{}, err
	}
	// Neither a control character nor an escape of one stands in a line of JSON; a null string that never occurs makes
	// DuckDB leave blank lines out.
	lines := fmt.Sprintf("select line, json_valid(line) and line like '%%{%%' as is_valid "+
		"from read_csv(%s, auto_detect = false, header = false, columns = {'line': 'varchar'}, "+
		"delim = chr(1), quote = '', escape = '', nullstr = chr(2), max_line_size = %d)", place, l.Limits.LineBytes)
	objects := "select case when is_valid then line::json end as record, not is_valid as is_unreadable " +
		"from (" + lines + ")"
	columns, err := l.jsonColumns(ctx, source, file, objects)
	if err != nil {
		return relation{}, err
	}
	if len(columns) == 0 {
		return relation{}, refuse(refusedUnreadable, "read %s: no line is a JSON object; "+
			"set `format: json` if it is one document", file.Path)
	}
	return relation{
		query: jsonQuery(objects, columns, ", is_unreadable as __is_unreadable"), columns: columns,
		dialect: l.withZone(source.Dialect), unreadable: "__is_unreadable", isJSON: true,
		footer: footer, takesFooter: true,
		lines: l.textLines(file, source.Dialect, locateTextLines),
	}, nil
}

// isObjectPerLine reports whether the head of a file has a whole object on its first line, and another on the next.
func isObjectPerLine(sample []byte) bool {
	first, rest, _ := bytes.Cut(bytes.TrimSpace(bytes.TrimPrefix(sample, utf8BOM)), []byte{'\n'})
	first = bytes.TrimSpace(first)
	if !bytes.HasPrefix(first, []byte{'{'}) || !json.Valid(first) {
		return false
	}
	return bytes.HasPrefix(bytes.TrimSpace(rest), []byte{'{'})
}

// jsonQuery makes a column of every field, all of them text. DuckDB only extracts the ones that are used.
func jsonQuery(objects string, columns []fileColumn, extra string) string {
	fields := make([]string, len(columns))
	for i, column := range columns {
		fields[i] = fmt.Sprintf("record ->> %s as %s", literal(jsonPath(column.keys)), ident(column.Name))
	}
	return "select " + strings.Join(fields, ", ") + extra + " from (" + objects + ")"
}

// jsonPath is DuckDB's path of nested keys.
func jsonPath(keys []string) string {
	var path strings.Builder
	path.WriteString("$")
	for _, key := range keys {
		path.WriteString(`."` + strings.ReplaceAll(key, `"`, `\"`) + `"`)
	}
	return path.String()
}

// jsonColumns lists the fields that occur in any record; those of nested objects with points between the keys.
func (l *loader) jsonColumns(ctx context.Context, source Source, file exportFile, objects string) ([]fileColumn, error) {
	var text *string
	err := l.conn.QueryRowContext(ctx, "select json_group_structure(record)::varchar from ("+objects+") "+
		"where record is not null").Scan(&text)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, l.readError(source, file, err)
	}
	if text == nil {
		return nil, nil
	}
	var structure any
	if err := json.Unmarshal([]byte(*text), &structure); err != nil {
		return nil, refuse(refusedUnreadable, "read %s: its records have no common structure: %v", file.Path, err)
	}
	object, ok := structure.(map[string]any)
	if !ok {
		return nil, nil
	}
	paths := flattenKeys(object, nil)
	headers := make([]string, len(paths))
	for i, keys := range paths {
		headers[i] = strings.Join(keys, ".")
	}
	columns := nameColumns(headers)
	for i := range columns {
		columns[i].keys = paths[i]
	}
	return columns, l.checkColumns(file, columns)
}

func flattenKeys(object map[string]any, above []string) [][]string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	var paths [][]string
	for _, name := range names {
		keys := append(slices.Clone(above), name)
		if inner, ok := object[name].(map[string]any); ok {
			paths = append(paths, flattenKeys(inner, keys)...)
			continue
		}
		paths = append(paths, keys)
	}
	return paths
}

// locateTextLines finds lines by their place among the lines that are not blank.
func locateTextLines(in io.Reader, ordinals []int64) (map[int64]recordLine, error) {
	wanted := slices.Clone(ordinals)
	slices.Sort(wanted)
	found := map[int64]recordLine{}
	reader := bufio.NewReaderSize(in, 1<<20)
	ordinal := int64(0)
	for line := int64(1); len(wanted) > 0; line++ {
		text, err := reader.ReadString('\n')
		if trimmed := strings.TrimRight(text, "\r\n"); trimmed != "" {
			if ordinal == wanted[0] {
				found[ordinal] = recordLine{Line: line, Raw: trimmed}
				wanted = wanted[1:]
			}
			ordinal++
		}
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
