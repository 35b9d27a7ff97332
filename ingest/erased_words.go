package ingest

import (
	"encoding/json"
	"iter"
	"regexp"
	"strings"
)

// Words of a row are what an id may be in it: its cells as they are read, and, for rows in disorder, all parts of its
// text between characters that usually delimit. Some words come more than once; one too many keeps a row back, one too
// few would bring an erased debtor back.

// wordsOf lists the words of a record, or of a line of one.
func wordsOf(text string, dialect Dialect, format string) iter.Seq[string] {
	if format == "csv" {
		return textWords(text, dialect)
	}
	return jsonWords(text)
}

// textWords lists the words of delimited text: of the record as a whole, and of each line, since stray quotes make one
// record of several.
func textWords(text string, dialect Dialect) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, part := range append([]string{text}, strings.FieldsFunc(text, isLineEnd)...) {
			cells := splitCells(part, dialect)
			if dialect.Delimiter != "" { // a quote that is not closed hides some from the above
				cells = append(cells, strings.Split(part, dialect.Delimiter)...)
			}
			for _, cell := range cells {
				if !yieldCell(cell, dialect, yield) {
					return
				}
			}
		}
		yieldParts(text, dialect.Delimiter+dialect.Quote, yield)
	}
}

func isLineEnd(c rune) bool { return c == '\n' || c == '\r' }

// yieldCell yields a cell without its quotes, and as it is read if it is quoted.
func yieldCell(cell string, dialect Dialect, yield func(string) bool) bool {
	quote := dialect.Quote
	if quote == "" {
		quote = `"`
	}
	cell = strings.TrimSpace(cell)
	if !yield(strings.TrimSpace(strings.Trim(cell, quote))) {
		return false
	}
	inner, isQuoted := strings.CutPrefix(cell, quote)
	if !isQuoted {
		return true
	}
	return yield(strings.TrimSpace(strings.ReplaceAll(strings.TrimSuffix(inner, quote), quote+quote, quote)))
}

// yieldParts yields what stands between characters that delimit in one format or another.
func yieldParts(text, others string, yield func(string) bool) bool {
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return strings.ContainsRune(",;\t|\"'\r\n{}[]:"+others, c) }) {
		if !yield(strings.TrimSpace(part)) {
			return false
		}
	}
	return true
}

// cellWords lists the words of cells that are no text of a file.
func cellWords(cells []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, cell := range cells {
			if !yield(strings.TrimSpace(cell)) || !yieldParts(cell, "", yield) {
				return
			}
		}
	}
}

var jsonString = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// jsonWords lists the words of a JSON text, whole or broken: its strings as they are read, escapes resolved.
func jsonWords(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, token := range jsonString.FindAllString(text, -1) {
			if !yieldString(token, yield) {
				return
			}
		}
		// Where a quote is missing, strings stand between those of the above.
		for part := range strings.SplitSeq(text, `"`) {
			if !yieldString(`"`+part+`"`, yield) {
				return
			}
		}
		yieldParts(text, "", yield)
	}
}

func yieldString(token string, yield func(string) bool) bool {
	var word string
	if json.Unmarshal([]byte(token), &word) != nil {
		return true
	}
	return yield(strings.TrimSpace(word))
}
