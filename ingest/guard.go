package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// fileKinds are the first bytes of files that are no text, whatever their name says.
var fileKinds = []struct{ head, kind string }{
	{"PK\x03\x04", "a ZIP archive, perhaps an .xlsx workbook"},
	{"PAR1", "a Parquet file"},
	{"\x1f\x8b", "a gzip file"},
	{"\x28\xb5\x2f\xfd", "a zstd file"},
	{"%PDF-", "a PDF"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old .xls workbook, or one with a password"},
	{"BZh", "a bzip2 file"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"},
	{"Rar!\x1a\x07", "a RAR archive"},
	{"\x7fELF", "a program"},
	{"SQLite format 3\x00", "an SQLite database"},
}

// checkText returns an error if head, the start of a decompressed file, is that of no text file.
func checkText(head []byte) error {
	if len(head) == 0 {
		return errEmptyFile
	}
	for _, known := range fileKinds {
		if bytes.HasPrefix(head, []byte(known.head)) {
			return fmt.Errorf("it is %s, not text: give it its true ending, or export it as text", known.kind)
		}
	}
	if sniffEncoding(head) == "utf-16" {
		return nil
	}
	if isPadded(head) {
		return errNulBytes
	}
	controls := 0
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' {
			controls++
		}
	}
	if controls > len(head)/20 {
		return errors.New("it is binary, not text: what program wrote it, and does its name say the truth?")
	}
	return nil
}

// checkJSONText is checkText of a JSON file.
func checkJSONText(head []byte) error {
	if len(bytes.TrimSpace(bytes.TrimPrefix(head, utf8BOM))) == 0 {
		return errors.New("the file is empty: export or copy it again")
	}
	return checkText(head)
}

// isPadded reports whether there are so many NUL bytes in a row as no program writes into a text.
func isPadded(text []byte) bool { return bytes.Contains(text, make([]byte, nulRun)) }

// plainFacts are what one pass over the whole text of a file tells.
type plainFacts struct {
	bytes  int64
	lines  int64 // physical lines, the last one counts without line end too
	quotes int64 // quote characters
	cells  int64 // delimiters outside and inside of quotes, and one more a line
	// hasOddBlanks says that there may be blanks other than the space.
	hasOddBlanks bool
}

// guardText passes once over the text that DuckDB is going to read: what it can't survive, or only at a price that no
// export is worth, is refused before.
func guardText(ctx context.Context, in io.Reader, dialect Dialect, keys *jsonGuard) (plainFacts, error) {
	counter := newTextCounter(dialect)
	buffer := make([]byte, 1<<18)
	for {
		n, err := contextReader{ctx, in}.Read(buffer)
		if err := counter.add(buffer[:n]); err != nil {
			return counter.facts(), err
		}
		if keys != nil {
			if err := keys.add(buffer[:n]); err != nil {
				return counter.facts(), err
			}
		}
		if errors.Is(err, io.EOF) {
			return counter.facts(), nil
		}
		if err != nil {
			return counter.facts(), err
		}
	}
}

// textCounter counts what plainFacts holds, and stops at a NUL byte.
type textCounter struct {
	quote            byte
	delimiter        []byte
	plain            plainFacts
	lineFeeds, carry int64
	last             byte
}

func newTextCounter(dialect Dialect) *textCounter {
	quote := dialect.Quote
	if quote == "" {
		quote = defaultQuote
	}
	return &textCounter{quote: quote[0], delimiter: []byte(dialect.Delimiter)}
}

func (c *textCounter) add(piece []byte) error {
	if len(piece) == 0 {
		return nil
	}
	if at := bytes.IndexByte(piece, 0); at >= 0 {
		if isPadded(piece[at:min(len(piece), at+nulRun)]) {
			return errNulBytes
		}
		return fmt.Errorf("line %d holds NUL bytes, which are no text: export it again, or remove them (tr -d '\\000')",
			c.lineFeeds+int64(bytes.Count(piece[:at], []byte{'\n'}))+1)
	}
	c.plain.bytes += int64(len(piece))
	c.lineFeeds += int64(bytes.Count(piece, []byte{'\n'}))
	c.carry += int64(bytes.Count(piece, []byte{'\r'}))
	c.plain.quotes += int64(bytes.Count(piece, []byte{c.quote}))
	if len(c.delimiter) == 1 {
		c.plain.cells += int64(bytes.Count(piece, c.delimiter))
	}
	c.last = piece[len(piece)-1]
	c.lookForBlanks(piece)
	return nil
}

// lookForBlanks looks for tabs, for carriage returns, and for the last bytes of the blanks beyond ASCII.
func (c *textCounter) lookForBlanks(piece []byte) {
	for _, last := range []byte{'\t', '\r', 0xa0, 0xaf} {
		c.plain.hasOddBlanks = c.plain.hasOddBlanks || bytes.IndexByte(piece, last) >= 0
	}
}

func (c *textCounter) facts() plainFacts {
	facts := c.plain
	facts.lines = c.lineFeeds
	if facts.lines == 0 {
		facts.lines = c.carry // as old Macs wrote
	}
	if facts.bytes > 0 && c.last != '\n' && (c.last != '\r' || c.lineFeeds > 0) {
		facts.lines++
	}
	facts.cells += facts.lines
	return facts
}

// checkColumns refuses a table that is too wide, and headers that can't be written in SQL.
func (l *loader) checkColumns(file exportFile, columns []fileColumn) error {
	if err := checkWidth(int64(len(columns)), l.Limits); err != nil {
		return refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	for i, column := range columns {
		if strings.ContainsRune(column.Name, 0) {
			return refuse(refusedUnreadable, "read %s: the name of column %d holds NUL bytes; rename it in the export",
				file.Path, i+1)
		}
	}
	return nil
}

func checkWidth(columns int64, limits Limits) error {
	if columns <= limits.Columns {
		return nil
	}
	return fmt.Errorf("it has %d columns, more than %d: that is no export; if it is one, raise `limits.columns`", columns,
		limits.Columns)
}

// maxBroken is how many records of a file may have more or fewer cells than its header. DuckDB keeps a kilobyte for each
// cell that is missing.
const maxBroken = 200_000

// checkBroken refuses a delimited text file in which more records than maxBroken have no columns, before DuckDB sees it.
// Only a file that has far more or far fewer delimiters than its lines call for is read for it.
func (l *loader) checkBroken(
	ctx context.Context, source Source, file exportFile, dialect Dialect, width int, facts plainFacts,
) error {
	odd := facts.cells - facts.lines*int64(width)
	if len(dialect.Delimiter) != 1 || max(odd, -odd) < maxBroken {
		return nil
	}
	in, err := l.openText(file, dialect)
	if err != nil {
		return err
	}
	defer in.Close() // it was only read
	broken, last := 0, int64(0)
	err = walkRecords(contextReader{ctx, in}, dialect, nil, func(scanner *recordScanner, _ int64, _ []int64) bool {
		if scanner.cells != width {
			broken++
		}
		last = scanner.recordLine
		return broken <= maxBroken
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	if broken <= maxBroken {
		return nil
	}
	return refuse(refusedRejects, "read %s: up to line %d, more than %d records have more or fewer cells than the header "+
		"has, which are %d: is the delimiter %q right? %s", file.Path, last, maxBroken, width, dialect.Delimiter,
		l.inspectHint(source, file))
}
