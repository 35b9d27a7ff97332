package ingest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const microsecond = time.Microsecond // to which the ledger keeps times

// rejectWriter writes rows of one shape.
type rejectWriter struct {
	shape
	path      string
	first     string // the file that its first row comes from
	file      *os.File
	buffer    *bufio.Writer
	text      io.Writer // to the buffer, in the encoding of the shape
	last      byte      // that was written
	rows      int64
	footer    []byte // lines that the source leaves out behind the last row, of the newest file
	close     func() error
	isMatched bool
	isPlaced  bool // under its own name
}

func newRejectWriter(out *os.File, encodingName string) *rejectWriter {
	w := &rejectWriter{buffer: bufio.NewWriterSize(out, 1<<16)}
	w.text = w.buffer
	if encoder := encoderOf(encodingName); encoder != nil {
		w.text = encoder.Writer(w.buffer)
	}
	return w
}

// encoderOf is the way back from lookupEncoding, nil for UTF-8.
func encoderOf(name string) *encoding.Encoder {
	switch strings.ToLower(name) {
	case "utf-16", "utf16", "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()
	case "latin-1", "latin1", "iso-8859-1":
		return charmap.ISO8859_1.NewEncoder()
	case "windows-1252", "cp1252":
		return charmap.Windows1252.NewEncoder()
	default:
		return nil
	}
}

// Write adds a piece of text.
func (w *rejectWriter) Write(piece []byte) (int, error) {
	if len(piece) == 0 {
		return 0, nil
	}
	w.last = piece[len(piece)-1]
	return w.text.Write(piece)
}

// endLine ends a line that the file left open, as its last one may be.
func (w *rejectWriter) endLine() error {
	if w.last == 0 || w.last == w.lineEnd[len(w.lineEnd)-1] {
		return nil
	}
	_, err := io.WriteString(w, w.lineEnd)
	return err
}

// end writes what stands behind the last row, has it on the disk, and closes the file.
func (w *rejectWriter) end() error {
	err := w.endLine()
	if err == nil {
		_, err = w.Write(w.footer)
	}
	if err == nil && w.close != nil {
		err = w.close()
	}
	if err == nil {
		err = w.buffer.Flush()
	}
	if err == nil {
		err = w.file.Sync()
	}
	if closeErr := w.file.Close(); err == nil {
		err = closeErr
	}
	return err
}

// lineRange are physical lines of one record, both ends included.
type lineRange struct{ first, last int64 }

// textPlan is what is copied of one text file.
type textPlan struct {
	head    lineRange // the lines before the header and the header itself; zero if there is none
	lineEnd string
	text    string // of the head
	rows    []lineRange
	found   int64 // rejected rows that the ranges hold
	erased  int64 // rejected rows left out
	footer  int64 // first line behind the last row, 0 if the source has no footer
}

// readText exports the rows of a delimited text file, or of one with an object a line. Their lines are known by number;
// how the source reads its cells may have changed since.
func (r *rejectReader) readText(ctx context.Context, format string) error {
	head, err := r.readSample(r.file)
	if err != nil {
		return refuse(refusedUnreadable, "read %s: %v", r.file.Path, err)
	}
	dialect := r.source.Dialect
	if format == "csv" {
		if dialect, _, err = sniffDialect(head, dialect); err != nil {
			return refuse(refusedUnreadable, "read %s: %v", r.file.Path, err)
		}
		// The lines were counted with one kind of line end for several.
		if r.file.HasMixedEnds, err = r.hasMixedEnds(ctx, r.file, dialect); err != nil {
			return r.textError(ctx, err)
		}
		if _, err = r.findFooter(ctx, r.source, r.file, &dialect); err != nil {
			return err
		}
	}
	plan, err := r.plan(ctx, dialect, format)
	if err != nil {
		return err
	}
	if missing := r.done.Rows - plan.found - plan.erased; missing > 0 {
		r.note("%d of its %d rejected rows are on no line that is known", missing, r.done.Rows)
	}
	if plan.erased > 0 {
		r.note("%d of its %d rejected rows are left out: they hold an id that was erased", plan.erased, r.done.Rows)
	}
	if len(plan.rows) == 0 {
		return nil
	}
	for _, row := range plan.rows {
		if row.last > row.first && len(r.done.Notes) < maxReasons {
			r.note("the lines from %d to %d are one record, written as they stand; if they should be several, look for a "+
				"quote too many", row.first, row.last)
		}
	}
	return r.copyRows(ctx, dialect, format, plan, strings.HasPrefix(string(head), string(utf8BOM)))
}

// textError tells a file that can't be read from a command that was stopped.
func (r *rejectReader) textError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return refuse(refusedUnreadable, "read %s: %v", r.file.Path, err)
}

// plan finds the header and the records of the rejected lines.
func (r *rejectReader) plan(ctx context.Context, dialect Dialect, format string) (plan textPlan, err error) {
	if dialect.SkipFooterRows > 0 {
		if plan.footer, err = r.footerLine(ctx, dialect); err != nil {
			return plan, err
		}
	}
	in, err := r.openText(r.file, dialect)
	if err != nil {
		return plan, r.textError(ctx, err)
	}
	defer in.Close()
	scanner := newRecordScanner(contextReader{ctx, in}, dialect)
	if format == "csv" {
		var text strings.Builder
		for range dialect.SkipHeaderRows {
			if !scanner.skipLine() {
				break
			}
		}
		scanner.nextRecord()
		scanner.blankIsRecord = scanner.cells == 1
		text.Write(scanner.raw.Bytes())
		plan.head, plan.text = lineRange{1, scanner.line}, text.String()
	}
	plan.lineEnd = scanner.lineEndText()
	wanted := slices.Clone(r.done.Lines)
	for len(wanted) > 0 && r.nextRecord(scanner, format) {
		row, count := lineRange{scanner.recordLine, scanner.line}, int64(0)
		for ; len(wanted) > 0 && wanted[0] <= row.last; wanted = wanted[1:] {
			if wanted[0] >= row.first {
				count++
			}
		}
		switch {
		case count == 0:
		case plan.footer > 0 && row.first >= plan.footer:
		case r.holdsErased(wordsOf(scanner.raw.String(), dialect, format)):
			plan.erased += count
		default:
			plan.rows = append(plan.rows, row)
			plan.found += count
		}
	}
	if err := scanner.err(); err != nil {
		return plan, r.textError(ctx, err)
	}
	return plan, nil
}

// nextRecord moves to the next record: of objects a line, to the next line.
func (r *rejectReader) nextRecord(scanner *recordScanner, format string) bool {
	if format == "csv" {
		return scanner.nextRecord()
	}
	scanner.raw.Reset()
	for isFirst := true; scanner.nextPiece(); isFirst = false {
		if isFirst {
			scanner.recordLine = scanner.line
		}
		scanner.keep(scanner.pieces.Bytes())
		if !scanner.unended {
			return true
		}
	}
	return scanner.raw.Len() > 0 && scanner.pieces.Err() == nil
}

// lineEndText is the line end behind the piece that was read last.
func (s *recordScanner) lineEndText() string {
	switch piece := string(s.pieces.Bytes()); {
	case strings.HasSuffix(piece, "\r\n"):
		return "\r\n"
	case strings.HasSuffix(piece, "\r"):
		return "\r"
	default:
		return "\n"
	}
}

// footerLine is the first of the last lines that the source leaves out; blank ones behind them count as nothing.
func (r *rejectReader) footerLine(ctx context.Context, dialect Dialect) (int64, error) {
	in, err := r.openText(r.file, dialect)
	if err != nil {
		return 0, r.textError(ctx, err)
	}
	defer in.Close()
	scanner := newRecordScanner(contextReader{ctx, in}, Dialect{})
	var filled []int64
	for scanner.nextPiece() {
		if len(strings.TrimSpace(string(scanner.pieces.Bytes()))) == 0 || len(filled) > 0 && filled[len(filled)-1] == scanner.line {
			continue
		}
		if filled = append(filled, scanner.line); len(filled) > dialect.SkipFooterRows {
			filled = filled[1:]
		}
	}
	if err := scanner.err(); err != nil {
		return 0, r.textError(ctx, err)
	}
	if len(filled) == 0 {
		return 0, nil
	}
	return filled[0], nil
}

// copyRows copies the planned lines as they stand.
func (r *rejectReader) copyRows(ctx context.Context, dialect Dialect, format string, plan textPlan, hasBOM bool) error {
	hasBOM = hasBOM && encoderOf(dialect.Encoding) == nil // an encoder writes its own
	s := shape{
		format: format, header: plan.text, hasBOM: hasBOM, lineEnd: plan.lineEnd, version: r.version(),
		encoding: dialect.Encoding,
	}
	if format == "csv" {
		s.dialect = fmt.Sprintf("%q %q", dialect.Delimiter, dialect.Quote)
	}
	writer, isNew, err := r.exporter.output(r.source, r.done.RejectedFile, s, func(out *os.File) (*rejectWriter, error) {
		return newRejectWriter(out, dialect.Encoding), nil
	})
	if err != nil {
		return err
	}
	if isNew && r.source.Control != nil {
		r.note("source %s checks control totals: those of the corrected rows must stand in the footer, or in a sidecar",
			r.source.Name)
	}
	if isNew && hasBOM {
		if _, err := writer.Write(utf8BOM); err != nil {
			return fmt.Errorf("export rejects: %w", err)
		}
	}
	in, err := r.openText(r.file, dialect)
	if err != nil {
		return r.textError(ctx, err)
	}
	defer in.Close()
	// Line by line, not record by record: a quote that is never closed makes one record of the rest of a large file.
	scanner := newRecordScanner(contextReader{ctx, in}, dialect)
	if !isNew {
		if err := writer.endLine(); err != nil {
			return fmt.Errorf("export rejects: %w", err)
		}
	}
	writer.footer = writer.footer[:0]
	rows := plan.rows
	for scanner.nextPiece() {
		for len(rows) > 0 && rows[0].last < scanner.line {
			rows = rows[1:]
		}
		piece := scanner.pieces.Bytes()
		switch {
		case scanner.line <= plan.head.last:
			if !isNew {
				continue
			}
		case plan.footer > 0 && scanner.line >= plan.footer:
			writer.footer = append(writer.footer, piece...)
			continue
		case len(rows) == 0 || scanner.line < rows[0].first, r.holdsErased(wordsOf(string(piece), dialect, format)):
			continue
		}
		if _, err := writer.Write(piece); err != nil {
			return fmt.Errorf("export rejects: %w", err)
		}
	}
	if err := scanner.err(); err != nil {
		return r.textError(ctx, err)
	}
	writer.rows += plan.found
	r.done.Exported, r.done.Output = plan.found, writer.path
	return nil
}
