package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// errNoObject says that a record is no JSON object, so that nothing in it is known by name.
var errNoObject = errors.New("no JSON object")

// maskObject returns a JSON record on one line, with the fields masked that nothing is read from. What is no object is
// masked as a whole.
func (st *stage) maskObject(raw string) string {
	var mapped [][]string
	for _, column := range st.relation.columns {
		if st.isMapped(column.Name) {
			mapped = append(mapped, column.keys)
		}
	}
	text, err := maskFields(json.RawMessage(raw), mapped)
	if err != nil {
		return masked
	}
	return string(text)
}

// maskFields writes an object again, its fields in their order and as they are spelled, but for those that are neither
// on a mapped path nor above one. It returns errNoObject for another value.
func maskFields(object json.RawMessage, mapped [][]string) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(object))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, errors.Join(err, errNoObject)
	}
	out := []byte{'{'}
	for decoder.More() {
		var value json.RawMessage
		token, err := decoder.Token()
		if err == nil {
			err = decoder.Decode(&value)
		}
		if err != nil {
			return nil, err
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		name, _ := token.(string) // the key of an object is nothing else
		if out, err = appendJSON(out, name); err != nil {
			return nil, err
		}
		out = append(append(out, ':'), maskField(value, pathsBelow(mapped, name))...)
	}
	return append(out, '}'), nil
}

// maskField is a field's value as a masked record shows it. below are the mapped paths that lead through the field: an
// empty one ends at it.
func maskField(value json.RawMessage, below [][]string) []byte {
	if slices.ContainsFunc(below, func(path []string) bool { return len(path) == 0 }) {
		var line bytes.Buffer
		if err := json.Compact(&line, value); err == nil {
			return line.Bytes()
		}
	} else if len(below) > 0 {
		if inner, err := maskFields(value, below); err == nil {
			return inner
		}
	}
	return []byte(`"` + masked + `"`)
}

// pathsBelow returns what is left of the paths that begin with name.
func pathsBelow(paths [][]string, name string) [][]string {
	var below [][]string
	for _, path := range paths {
		if len(path) > 0 && path[0] == name {
			below = append(below, path[1:])
		}
	}
	return below
}

// appendJSON appends a value as JSON, without the escapes that only HTML needs.
func appendJSON(out []byte, value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return append(out, bytes.TrimRight(text.Bytes(), "\n")...), err
}
