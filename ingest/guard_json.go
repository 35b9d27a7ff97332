package ingest

import (
	"bytes"
	"fmt"
	"hash/maphash"
)

// jsonGuard passes over a JSON text and counts how deep it is and how many different keys its records have. DuckDB
// reads what is nested with a function that calls itself, and ends the whole program when the stack is full.
type jsonGuard struct {
	limits Limits
	seed   maphash.Seed
	// isLines says that the objects at the top are the records, one a line.
	isLines bool

	line     int64
	isText   bool // inside of quotes
	isEscape bool // behind a backslash there
	text     []byte
	isKey    bool // the text that was read last may be a key
	levels   []jsonLevel
	keys     map[uint64]struct{}
}

// jsonLevel is one array or object around the current place.
type jsonLevel struct {
	path      uint64 // what leads here, without the places in arrays
	next      uint64 // the key that was read last
	inRecords bool   // an array, or a line, is around it
}

// maxKeyBytes is how much of a text is kept in case that it is a key.
const maxKeyBytes = 4096

func newJSONGuard(limits Limits, isLines bool) *jsonGuard {
	return &jsonGuard{limits: limits, seed: maphash.MakeSeed(), isLines: isLines, line: 1, keys: map[uint64]struct{}{}}
}

func (g *jsonGuard) add(piece []byte) error {
	for len(piece) > 0 {
		if g.isText {
			piece = g.addText(piece)
			continue
		}
		b := piece[0]
		piece = piece[1:]
		switch b {
		case '\n':
			g.line++
			if g.isLines {
				g.levels = g.levels[:0] // a line that is cut off is no reason to misread the next one
			}
		case '"':
			g.isText, g.text = true, g.text[:0]
		case '{', '[':
			if err := g.open(b); err != nil {
				return err
			}
		case '}', ']':
			if len(g.levels) > 0 {
				g.levels = g.levels[:len(g.levels)-1]
			}
			g.isKey = false
		case ',':
			g.isKey = false
		case ':':
			if err := g.addKey(); err != nil {
				return err
			}
		}
	}
	return nil
}

// addText reads inside of quotes, up to the closing one, and returns the rest.
func (g *jsonGuard) addText(piece []byte) []byte {
	if g.isEscape {
		g.isEscape = false
		g.keep(piece[:1])
		return piece[1:]
	}
	end := bytes.IndexAny(piece, "\"\\\n")
	if end < 0 {
		g.keep(piece)
		return nil
	}
	g.keep(piece[:end])
	switch piece[end] {
	case '"':
		g.isText, g.isKey = false, true
	case '\\':
		g.isEscape = true
	case '\n':
		g.line++
		g.isText = !g.isLines // a quote that stays open ends with its line
	}
	return piece[end+1:]
}

func (g *jsonGuard) keep(text []byte) {
	g.text = append(g.text, text[:min(len(text), maxKeyBytes-len(g.text))]...)
}

func (g *jsonGuard) open(bracket byte) error {
	above := jsonLevel{inRecords: g.isLines}
	if len(g.levels) > 0 {
		above = g.levels[len(g.levels)-1]
	}
	g.levels = append(g.levels, jsonLevel{path: above.path*31 + above.next, inRecords: above.inRecords || bracket == '['})
	g.isKey = false
	if depth := int64(len(g.levels)); depth > g.limits.JSONDepth {
		return fmt.Errorf("line %d is nested more than %d deep: is it an export? If it is, raise `limits.json_depth`",
			g.line, g.limits.JSONDepth)
	}
	return nil
}

// addKey counts the text before a colon.
func (g *jsonGuard) addKey() error {
	if !g.isKey || len(g.levels) == 0 {
		return nil
	}
	g.isKey = false
	level := &g.levels[len(g.levels)-1]
	level.next = maphash.Bytes(g.seed, g.text)
	if !level.inRecords {
		return nil
	}
	g.keys[level.path*31+level.next] = struct{}{}
	if int64(len(g.keys)) > g.limits.Columns {
		return fmt.Errorf("its records have more than %d different keys up to line %d: are values written as keys? "+
			"If not, raise `limits.columns`", g.limits.Columns, g.line)
	}
	return nil
}
