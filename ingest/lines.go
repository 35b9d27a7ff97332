package ingest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
)

// recordLine is where a record of a text file starts, and its text.
type recordLine struct {
	Line int64  // physical line, 1 is the first of the file
	Raw  string // the record as written, without its line end; cut after maxRawBytes
	Span int64  // physical lines from its first to its last
	// OpenQuote is the line on which a quote opens that is never closed, so that the record runs to the end of the
	// file; 0 if there is none.
	OpenQuote int64
}

// maxRawBytes is how much of a record is kept: an unclosed quote makes one record of the rest of a file.
const maxRawBytes = 64 << 10

// pieceBytes is the length from which a line is read in pieces: it may be as long as the file.
const pieceBytes = 256 << 10

// locateRecords finds records of a decoded CSV text in one streaming pass. ordinals number the records as read_csv
// returns them: 0 is the first behind the skipped lines and the header, blank lines are none, nor are records that
// DuckDB rejected for their structure. Those are given by rejectedOffsets, DuckDB's line_byte_position: the byte at
// which the record starts, or the first blank line before it. Both results lack what the file does not have. The
// reader must give the text DuckDB read, byte for byte.
func locateRecords(r io.Reader, dialect Dialect, ordinals []int64, rejectedOffsets []int64) (
	byOrdinal, byOffset map[int64]recordLine, err error,
) {
	wanted, rejected := slices.Clone(ordinals), slices.Clone(rejectedOffsets)
	slices.Sort(wanted)
	slices.Sort(rejected)
	byOrdinal, byOffset = map[int64]recordLine{}, map[int64]recordLine{}

	left := len(wanted) + len(rejected)
	if left == 0 {
		return byOrdinal, byOffset, nil
	}
	err = walkRecords(r, dialect, rejected, func(scanner *recordScanner, ordinal int64, offsets []int64) bool {
		for _, offset := range offsets {
			byOffset[offset] = scanner.found()
		}
		left -= len(offsets)
		for len(wanted) > 0 && ordinal >= 0 && wanted[0] <= ordinal {
			if wanted[0] == ordinal {
				byOrdinal[ordinal] = scanner.found()
			}
			wanted = wanted[1:]
			left--
		}
		return left > 0
	})
	return byOrdinal, byOffset, err
}

// walkRecords visits the records behind the header, until visit returns false. rejected are the offsets of the records
// that DuckDB rejected, sorted; visit gets those of the record and, as it has no place then, -1, else its ordinal.
func walkRecords(
	r io.Reader, dialect Dialect, rejected []int64, visit func(s *recordScanner, ordinal int64, offsets []int64) bool,
) error {
	scanner := newRecordScanner(r, dialect)
	for range dialect.SkipHeaderRows {
		if !scanner.skipLine() {
			return scanner.err()
		}
	}
	scanner.nextRecord() // the header; without one there are no records either
	scanner.blankIsRecord = scanner.cells == 1

	spanStart := scanner.offset
	for ordinal := int64(0); scanner.nextRecord(); spanStart = scanner.offset {
		first, end := 0, 0
		for ; end < len(rejected) && rejected[end] < scanner.spanEnd(); end++ {
			if rejected[end] < spanStart {
				first++ // no record begins there
			}
		}
		offsets, place := rejected[first:end], ordinal
		rejected = rejected[end:]
		if len(offsets) > 0 {
			place = -1
		} else {
			ordinal++
		}
		if !visit(scanner, place, offsets) {
			break
		}
	}
	return scanner.err()
}

// recordScanner cuts CSV text into records and keeps count of bytes and physical lines.
type recordScanner struct {
	pieces           *bufio.Scanner // physical lines, or pieces of very long ones
	lineEnd          byte
	delimiter, quote []byte
	blankIsRecord    bool // DuckDB reads a blank line of a one-column file as NULL

	offset int64 // of the next byte
	line   int64 // physical lines begun so far
	// unended says that the last piece read has no line end: its line goes on, or the text is over.
	unended bool

	recordLine int64 // physical line on which the current record starts
	quoteLine  int64 // physical line on which its last quote opens
	openQuote  int64 // quoteLine if that quote is never closed, else 0
	cells      int   // of the current record
	raw        bytes.Buffer
}

func newRecordScanner(r io.Reader, dialect Dialect) *recordScanner {
	buffered := bufio.NewReaderSize(r, 1<<16)
	head, _ := buffered.Peek(1 << 16) // a failing read fails again in Scan
	lineEnd := byte('\n')
	if !bytes.Contains(head, []byte{'\n'}) && bytes.Contains(head, []byte{'\r'}) {
		lineEnd = '\r' // as old Macs wrote
	}
	pieces := bufio.NewScanner(buffered)
	pieces.Buffer(make([]byte, 1<<16), 4*pieceBytes)
	pieces.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		if i := bytes.IndexByte(data, lineEnd); i >= 0 {
			return i + 1, data[:i+1], nil
		}
		if atEOF && len(data) > 0 || len(data) >= pieceBytes {
			return len(data), data, nil
		}
		return 0, nil, nil
	})
	quote := dialect.Quote
	if quote == "" {
		quote = defaultQuote
	}
	return &recordScanner{pieces: pieces, lineEnd: lineEnd, delimiter: []byte(dialect.Delimiter), quote: []byte(quote)}
}

// found is the current record.
func (s *recordScanner) found() recordLine {
	return recordLine{Line: s.recordLine, Raw: s.raw.String(), Span: s.span(), OpenQuote: s.openQuote}
}

// spanEnd is the first byte behind the current record. DuckDB counts one byte more for a last line without line end.
func (s *recordScanner) spanEnd() int64 {
	if s.unended {
		return s.offset + 1
	}
	return s.offset
}

// span is how many physical lines the current record takes.
func (s *recordScanner) span() int64 { return s.line - s.recordLine + 1 }

func (s *recordScanner) err() error {
	if err := s.pieces.Err(); err != nil {
		return fmt.Errorf("read line %d: %w", s.line+1, err)
	}
	return nil
}

// nextPiece moves to the next piece of text; false at the end of the text or at an error.
func (s *recordScanner) nextPiece() bool {
	if !s.pieces.Scan() {
		return false
	}
	if !s.unended {
		s.line++
	}
	piece := s.pieces.Bytes()
	s.offset += int64(len(piece))
	s.unended = piece[len(piece)-1] != s.lineEnd
	return true
}

// skipLine passes one physical line, whatever it holds.
func (s *recordScanner) skipLine() bool {
	for s.nextPiece() {
		if !s.unended {
			return true
		}
	}
	return s.unended && s.pieces.Err() == nil
}

// nextRecord moves to the next record; false at the end of the text or at an error.
func (s *recordScanner) nextRecord() bool {
	s.raw.Reset()
	s.openQuote = 0
	isStarted, state := false, cellStart
	for s.nextPiece() {
		piece := s.pieces.Bytes()
		text := bytes.TrimRight(piece, "\r\n")
		if !isStarted {
			if len(text) == 0 && !s.blankIsRecord {
				continue
			}
			isStarted = true
			s.recordLine, s.cells = s.line, 1
		}
		state = s.scanText(text, state)
		s.keep(piece)
		if !s.unended && state != inQuotes {
			break
		}
	}
	if state == inQuotes {
		s.openQuote = s.quoteLine
	}
	s.raw.Truncate(len(bytes.TrimRight(s.raw.Bytes(), "\r\n")))
	return isStarted && s.pieces.Err() == nil // an unclosed quote runs to the end of the file
}

// keep adds to the text of the record, up to maxRawBytes.
func (s *recordScanner) keep(piece []byte) {
	s.raw.Write(piece[:min(len(piece), maxRawBytes-min(s.raw.Len(), maxRawBytes))])
}

// cellState is where in a cell the scanner stands.
type cellState int

const (
	cellStart cellState = iota
	oneSpace            // DuckDB lets a quote open behind one space, not behind two
	inText              // a quote here is a character like any other
	inQuotes
	quoteClosed // behind a quote that closes, or is the first of two that stand for one
)

// scanText reads one physical line, or a piece of it, and returns the state at its end. Behind a whole line, inQuotes
// says that the record goes on.
func (s *recordScanner) scanText(text []byte, state cellState) cellState {
	for len(text) > 0 {
		switch {
		case state == inQuotes:
			i := bytes.Index(text, s.quote)
			if i < 0 {
				return inQuotes
			}
			text, state = text[i+len(s.quote):], quoteClosed
		case state == quoteClosed && bytes.HasPrefix(text, s.quote):
			text, state = text[len(s.quote):], inQuotes
		case state == quoteClosed && text[0] == ' ':
			text = text[1:] // a further quote behind it opens again
		case (state == cellStart || state == oneSpace) && bytes.HasPrefix(text, s.quote):
			text, state = text[len(s.quote):], inQuotes
			s.quoteLine = s.line
		case len(s.delimiter) > 0 && bytes.HasPrefix(text, s.delimiter):
			text, state = text[len(s.delimiter):], cellStart
			s.cells++
		case state == cellStart && text[0] == ' ':
			text, state = text[1:], oneSpace
		default:
			text, state = text[1:], inText
		}
	}
	return state
}
