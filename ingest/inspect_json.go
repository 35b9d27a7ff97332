package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxRecordDepth is how deep the arrays of records are looked for.
const maxRecordDepth = 4

// sampleJSON reads the arrays of objects in a JSON file, or the one at the path records; a file of objects one after
// the other (NDJSON) is one table. Nested objects become dotted headers.
func sampleJSON(ctx context.Context, files textFiles, path, records string) ([]sample, error) {
	if err := checkJSON(ctx, files, path); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	text, err := files.openDecoded(path, Dialect{})
	if err != nil {
		return nil, err
	}
	defer text.Close() // it was only read
	reader := &jsonSampler{decoder: json.NewDecoder(text), tables: map[string]*jsonTable{}, path: path}
	reader.decoder.UseNumber()
	for {
		err := reader.value("", 0)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read %s as JSON: %w, near byte %d", path, err, reader.decoder.InputOffset())
		}
		reader.objects++
	}
	return reader.samples(records)
}

// checkJSON passes over a JSON file for what can't be read of it.
func checkJSON(ctx context.Context, files textFiles, path string) error {
	head, err := readHead(files, path)
	if err != nil {
		return err
	}
	if err := checkJSONText(head); err != nil {
		return err
	}
	text, err := files.openDecoded(path, Dialect{})
	if err != nil {
		return err
	}
	defer text.Close() // it was only read
	_, err = guardText(ctx, text, Dialect{}, newJSONGuard(files.limits, isObjectPerLine(head)))
	return err
}

// jsonSampler walks a JSON text and collects the objects of every array in it.
type jsonSampler struct {
	decoder *json.Decoder
	tables  map[string]*jsonTable
	order   []string
	objects int // values at the top, more than one in NDJSON
	path    string
	top     *jsonTable // the top-level objects themselves
}

type jsonTable struct {
	headers []string
	rows    []map[string]string
	cut     bool
}

// value reads the next value. Objects on the way down are entered, arrays are taken for tables.
func (s *jsonSampler) value(path string, depth int) error {
	token, err := s.decoder.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('['):
		return s.array(path)
	case json.Delim('{'):
		return s.object(path, depth)
	default:
		return nil
	}
}

func (s *jsonSampler) array(path string) error {
	for s.decoder.More() {
		var record any
		if err := s.decoder.Decode(&record); err != nil {
			return unexpectedEnd(err)
		}
		if fields, ok := record.(map[string]any); ok {
			s.table(path).add(fields)
		}
	}
	_, err := s.decoder.Token()
	return unexpectedEnd(err)
}

func (s *jsonSampler) object(path string, depth int) error {
	fields := map[string]any{}
	for s.decoder.More() {
		key, err := s.decoder.Token()
		if err != nil {
			return unexpectedEnd(err)
		}
		name, _ := key.(string)
		child := strings.TrimPrefix(path+"."+name, ".")
		if depth == 0 {
			// An object at the top may be an NDJSON record: its plain fields are kept as well.
			value, entered, err := s.field(child, depth)
			if err != nil {
				return err
			}
			if !entered {
				fields[name] = value
			}
			continue
		}
		if err := s.value(child, depth+1); err != nil {
			return unexpectedEnd(err)
		}
	}
	if depth == 0 {
		if s.top == nil {
			s.top = &jsonTable{}
		}
		s.top.add(fields)
	}
	_, err := s.decoder.Token()
	return unexpectedEnd(err)
}

// field reads a field of a top-level object: an array or an object is entered for tables, a plain value returned.
func (s *jsonSampler) field(path string, depth int) (value any, entered bool, err error) {
	token, err := s.decoder.Token()
	if err != nil {
		return nil, false, unexpectedEnd(err)
	}
	switch token {
	case json.Delim('['):
		return nil, true, s.array(path)
	case json.Delim('{'):
		if depth+1 >= maxRecordDepth {
			return nil, true, errors.New("its objects are nested too deep")
		}
		return nil, true, s.object(path, depth+1)
	default:
		return token, false, nil
	}
}

func (s *jsonSampler) table(path string) *jsonTable {
	if _, ok := s.tables[path]; !ok {
		s.tables[path] = &jsonTable{}
		s.order = append(s.order, path)
	}
	return s.tables[path]
}

func (t *jsonTable) add(fields map[string]any) {
	if len(t.rows) >= sampleRows {
		t.cut = true
		return
	}
	row := map[string]string{}
	flatten(row, "", fields)
	names := make([]string, 0, len(row))
	for name := range row {
		if !slices.Contains(t.headers, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names) // the order of a JSON object means nothing
	t.headers = append(t.headers, names...)
	t.rows = append(t.rows, row)
}

// flatten writes the plain values of fields with dotted names; lists and nulls are no cells.
func flatten(row map[string]string, prefix string, fields map[string]any) {
	for name, value := range fields {
		name = prefix + name
		switch value := value.(type) {
		case map[string]any:
			flatten(row, name+".", value)
		case []any:
		case nil:
			row[name] = ""
		default:
			row[name] = fmt.Sprint(value)
		}
	}
}

func (s *jsonSampler) samples(records string) ([]sample, error) {
	if s.objects > 1 && s.top != nil {
		return []sample{s.top.sample("")}, nil
	}
	var samples []sample
	for _, path := range s.order {
		if records == "" || records == path {
			samples = append(samples, s.tables[path].sample(path))
		}
	}
	if len(samples) == 0 && records == "" && s.top != nil && len(s.top.headers) > 0 {
		return []sample{s.top.sample("")}, nil
	}
	if len(samples) == 0 {
		return nil, fmt.Errorf("read %s: it has no array of objects %s; arrays it has: %s", s.path, records,
			strings.Join(s.order, ", "))
	}
	return samples, nil
}

func (t *jsonTable) sample(records string) sample {
	one := sample{Records: records, Headers: t.headers, Cut: t.cut}
	for i, fields := range t.rows {
		row := make([]string, len(t.headers))
		for j, header := range t.headers {
			row[j] = fields[header]
		}
		one.Rows = append(one.Rows, row)
		one.Lines = append(one.Lines, int64(i+1))
	}
	return one
}
