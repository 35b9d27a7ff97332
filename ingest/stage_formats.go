package ingest

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// lineReader reads a file again for where its records lie: those of some places in the file, and those that begin at
// some byte offsets.
type lineReader func(ctx context.Context, ordinals, offsets []int64) (
	byOrdinal, byOffset map[int64]recordLine, err error,
)

// openers make a relation of a file, by format.
func openers() map[string]func(*loader, context.Context, Source, exportFile) (relation, error) {
	return map[string]func(*loader, context.Context, Source, exportFile) (relation, error){
		"csv":     (*loader).openCSV,
		"json":    (*loader).openJSON,
		"ndjson":  (*loader).openNDJSON,
		"parquet": (*loader).openParquet,
		"xlsx":    (*loader).openXLSX,
	}
}

// formatNames lists the formats, for messages.
func formatNames() []string {
	var names []string
	for name := range openers() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// formatOf is the format of a file: the source's, else by the file's ending, also under .gz and .zst.
func formatOf(source Source, name string) (string, bool) {
	if source.Format != "" {
		return source.Format, true
	}
	name = strings.ToLower(name)
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	format, ok := map[string]string{
		".csv": "csv", ".txt": "csv", ".tsv": "csv", ".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson",
		".parquet": "parquet", ".xlsx": "xlsx", ".xlsm": "xlsx",
	}[path.Ext(name)]
	return format, ok
}

// open looks at a file and says how DuckDB reads it.
func (l *loader) open(ctx context.Context, source Source, file exportFile) (relation, error) {
	format, ok := formatOf(source, file.Path)
	if !ok {
		return relation{}, refuse(refusedUnreadable, "read %s: its ending names no format; set `format:` to one of %s",
			file.Path, strings.Join(formatNames(), ", "))
	}
	return openers()[format](l, ctx, source, file)
}

// literalPath is the SQL of a file's place on disk. DuckDB takes its path for a glob.
func (l *loader) literalPath(file exportFile) string {
	return globLiteral(filepath.Join(l.rootPath, filepath.FromSlash(file.Path)))
}

// globLiteral quotes a path so that DuckDB's glob matches just that.
func globLiteral(name string) string {
	var text strings.Builder
	for _, r := range name {
		if strings.ContainsRune("*?[", r) {
			text.WriteString("[" + string(r) + "]")
			continue
		}
		text.WriteRune(r)
	}
	return literal(text.String())
}

// scratchPath names a decoded copy of a file. One file is read at a time, so one name is enough.
func (l *loader) scratchPath(name string) string { return filepath.Join(l.scratch, name) }

// nameColumns gives every header a name that is unique without regard to case, as DuckDB wants it.
func nameColumns(headers []string) []fileColumn {
	count := map[string]int{}
	for _, header := range headers {
		count[strings.ToLower(header)]++
	}
	columns := make([]fileColumn, len(headers))
	taken := map[string]bool{}
	for i, header := range headers {
		name := header
		if name == "" {
			name = "column_" + strconv.Itoa(i+1)
		}
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = header + "_" + strconv.Itoa(n)
		}
		taken[strings.ToLower(name)] = true
		columns[i] = fileColumn{Header: header, Name: name, Type: "VARCHAR", IsRepeated: count[strings.ToLower(header)] > 1}
	}
	return columns
}

// listHeaders names a file's headers in a message.
func listHeaders(columns []fileColumn) string {
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = strconv.Quote(shortened(column.Header))
	}
	const most = 40
	if len(names) > most {
		names = append(names[:most], fmt.Sprintf("and %d more", len(names)-most))
	}
	return strings.Join(names, ", ")
}

// shortened cuts a header that is none: the text of a whole line, or of a file without line ends.
func shortened(header string) string {
	const most = 60
	if letters := []rune(header); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return header
}
