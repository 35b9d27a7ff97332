package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// locateJSONRecords finds records of a JSON text in one streaming pass. keys lead to the array of records, from the
// outside in; none means that the document is the array. ordinals number the elements of the array, from 0, over all
// documents of the text, as DuckDB returns them. The result lacks what the text does not have, and what stands behind
// a NaN or a comma too many: DuckDB reads those, the standard library does not. The Raw of a record is whole, since
// only a whole one can be masked.
func locateJSONRecords(in io.Reader, keys []string, ordinals []int64) (map[int64]recordLine, error) {
	wanted := slices.Clone(ordinals)
	slices.Sort(wanted)
	counter := &lineCounter{source: in, line: 1}
	locator := &jsonLocator{
		decoder: json.NewDecoder(counter), counter: counter, wanted: slices.Compact(wanted), found: map[int64]recordLine{},
	}
	for len(locator.wanted) > 0 {
		err := locator.enter(keys)
		var notStandard *json.SyntaxError
		if errors.Is(err, io.EOF) || errors.As(err, &notStandard) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read line %d: %w", counter.lineAt(locator.decoder.InputOffset()), err)
		}
	}
	return locator.found, nil
}

// jsonLocator walks a JSON text up to the last record that is wanted.
type jsonLocator struct {
	decoder *json.Decoder
	counter *lineCounter
	wanted  []int64 // ascending, without those that are found
	ordinal int64   // of the next record
	found   map[int64]recordLine
}

// enter reads the next value, in which keys lead to the records. It stops in the middle once nothing is wanted.
func (j *jsonLocator) enter(keys []string) error {
	token, err := j.decoder.Token()
	if err != nil {
		return err
	}
	switch {
	case len(keys) == 0 && token == json.Delim('['):
		return insideValue(j.records())
	case len(keys) > 0 && token == json.Delim('{'):
		return insideValue(j.fields(keys))
	}
	return insideValue(j.leave(token))
}

// fields looks for the first key in an object whose brace is read. Of equal keys, DuckDB takes the first.
func (j *jsonLocator) fields(keys []string) error {
	isEntered := false
	for j.decoder.More() && len(j.wanted) > 0 {
		name, err := j.decoder.Token()
		if err != nil {
			return err
		}
		if name == keys[0] && !isEntered {
			isEntered = true
			err = j.enter(keys[1:])
		} else {
			err = j.skip()
		}
		if err != nil {
			return err
		}
	}
	return j.end()
}

// records reads the elements of an array whose bracket is read.
func (j *jsonLocator) records() error {
	var record json.RawMessage
	for ; j.decoder.More() && len(j.wanted) > 0; j.ordinal++ {
		record = record[:0]
		if err := j.decoder.Decode(&record); err != nil {
			return err
		}
		line := j.counter.lineAt(j.decoder.InputOffset() - int64(len(record)))
		if j.ordinal == j.wanted[0] {
			j.found[j.ordinal] = recordLine{Line: line, Raw: string(record)}
			j.wanted = j.wanted[1:]
		}
	}
	return j.end()
}

// end reads the bracket or brace that closes a value, unless the walk has stopped before it.
func (j *jsonLocator) end() error {
	if len(j.wanted) == 0 {
		return nil
	}
	_, err := j.decoder.Token()
	return err
}

// skip passes one value, however large, without keeping it.
func (j *jsonLocator) skip() error {
	token, err := j.decoder.Token()
	if err != nil {
		return err
	}
	return j.leave(token)
}

// leave passes the rest of a value whose first token is read.
func (j *jsonLocator) leave(token json.Token) error {
	for depth := 0; ; {
		switch token {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
		j.counter.lineAt(j.decoder.InputOffset())
		if depth == 0 {
			return nil
		}
		var err error
		if token, err = j.decoder.Token(); err != nil {
			return err
		}
	}
}

// insideValue makes an error of an end of the text within a value: only between documents is it the end.
func insideValue(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// lineCounter passes bytes through and remembers where the lines end, until they are asked for.
type lineCounter struct {
	source io.Reader
	offset int64   // of the next byte
	ends   []int64 // offsets of the line feeds behind the last place asked for
	line   int64   // of the last place asked for
}

func (c *lineCounter) Read(buffer []byte) (int, error) {
	n, err := c.source.Read(buffer)
	for i, b := range buffer[:n] {
		if b == '\n' {
			c.ends = append(c.ends, c.offset+int64(i))
		}
	}
	c.offset += int64(n)
	return n, err
}

// lineAt returns the physical line of the byte at offset. Offsets must not fall.
func (c *lineCounter) lineAt(offset int64) int64 {
	passed, _ := slices.BinarySearch(c.ends, offset)
	c.ends = c.ends[passed:]
	c.line += int64(passed)
	return c.line
}
