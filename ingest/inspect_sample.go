package ingest

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// How much of a file a proposal looks at. Twenty thousand rows hold a day above 12 in practice always, which is what
// tells day-first from month-first dates.
const (
	sampleRows      = 20_000
	sampleTextBytes = 8 << 20
)

// sample is the head of one table in a file, all of it text.
type sample struct {
	Records string // the JSON array or the sheet, "" for the only table of a file
	Dialect Dialect
	Headers []string
	Rows    [][]string
	Lines   []int64 // of each row: the physical line, the sheet's row or the record's number
	IsTyped bool    // numbers and dates come in one way of writing, whatever the dialect
	Cut     bool    // the file has more rows
	Skipped int     // lines of rows that have more or fewer cells than the header
	// OpenQuote is the line on which a quote opens that is never closed, 0 if there is none.
	OpenQuote int64
}

// readSamples reads the head of every table that the file at path has: one, or one per JSON array or sheet.
func readSamples(
	ctx context.Context, db *warehouse.DB, files textFiles, path, format string, source Source,
) ([]sample, error) {
	switch format {
	case "xlsx":
		return sampleSheets(files, path, source)
	case "json", "ndjson":
		return sampleJSON(ctx, files, path, source.Records)
	case "parquet":
		one, err := sampleParquet(ctx, db, files, path)
		return []sample{one}, err
	default:
		one, err := sampleCSV(files, path, source.Dialect)
		return []sample{one}, err
	}
}

// sampleCSV detects the dialect and splits the head of a text file.
func sampleCSV(files textFiles, path string, dialect Dialect) (sample, error) {
	head, err := readHead(files, path)
	if err != nil {
		return sample{}, err
	}
	if err := checkText(head); err != nil {
		return sample{}, fmt.Errorf("read %s: %w", path, err)
	}
	if dialect.SkipHeaderRows == 0 {
		if dialect.SkipHeaderRows, err = sniffPreamble(head, dialect); err != nil {
			return sample{}, fmt.Errorf("read %s: %w", path, err)
		}
	}
	dialect, headers, err := sniffDialect(head, dialect)
	if err != nil {
		return sample{}, fmt.Errorf("read %s: %w", path, err)
	}
	if err := checkWidth(int64(len(headers)), files.limits); err != nil {
		return sample{}, fmt.Errorf("read %s: %w", path, err)
	}
	start, err := decodeSample(head, dialect.Encoding)
	if err != nil {
		return sample{}, fmt.Errorf("read %s: %w", path, err)
	}
	ends := newLineEnds(dialect)
	_, _ = io.WriteString(ends, start) // it never fails
	files.oneLineEnd = ends.areMixed()
	text, err := files.openDecoded(path, dialect)
	if err != nil {
		return sample{}, err
	}
	one, err := splitSample(text, dialect, headers)
	// A reader that failed says so again when it is closed.
	if err := cmp.Or(err, text.Close()); err != nil {
		return sample{}, fmt.Errorf("read %s: %w", path, err)
	}
	return one, nil
}

// readHead returns the first decompressed bytes of a file, before any decoding.
func readHead(files textFiles, path string) ([]byte, error) {
	file, err := files.root.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	plain, err := decompress(file, path, files.limits)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), file.Close())
	}
	head, err := io.ReadAll(io.LimitReader(plain, sniffBytes))
	if err := cmp.Or(err, plain.Close(), file.Close()); err != nil && !errors.Is(err, fs.ErrClosed) {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return head, nil
}

func splitSample(text io.Reader, dialect Dialect, headers []string) (sample, error) {
	one := sample{Dialect: dialect, Headers: headers}
	scanner := newRecordScanner(text, dialect)
	for range dialect.SkipHeaderRows {
		scanner.skipLine()
	}
	scanner.nextRecord()
	scanner.blankIsRecord = len(headers) == 1
	for scanner.nextRecord() {
		if len(one.Rows) == sampleRows || scanner.offset > sampleTextBytes {
			one.Cut = true
			break
		}
		cells, _ := splitRecord(scanner.raw.String(), dialect)
		if scanner.openQuote > 0 {
			one.OpenQuote = scanner.openQuote
		}
		if len(cells) != len(headers) || scanner.openQuote > 0 {
			one.Skipped += int(scanner.span())
			continue
		}
		one.Rows = append(one.Rows, cells)
		one.Lines = append(one.Lines, scanner.recordLine)
	}
	one.dropFooter()
	return one, scanner.err()
}

// dropFooter takes the dialect's footer off a sample that reaches the end of the file.
func (s *sample) dropFooter() {
	footer := min(s.Dialect.SkipFooterRows, len(s.Rows))
	if !s.Cut {
		s.Rows, s.Lines = s.Rows[:len(s.Rows)-footer], s.Lines[:len(s.Lines)-footer]
	}
}

// sampleSheets reads the visible sheets of a workbook, or the one that source names; sheets without a header are left
// out.
func sampleSheets(files textFiles, path string, source Source) ([]sample, error) {
	book, err := openWorkbook(files.root, path, files.limits)
	if err != nil {
		return nil, err
	}
	defer book.Close() // it was only read
	var samples []sample
	for _, sheet := range book.sheets {
		if sheet.hidden && source.Records == "" || source.Records != "" && !strings.EqualFold(sheet.name, source.Records) {
			continue
		}
		one, err := sampleSheet(book, sheet.name, source.Dialect)
		if err != nil {
			return nil, fmt.Errorf("read %s, sheet %s: %w", path, sheet.name, err)
		}
		if len(one.Headers) > 1 {
			samples = append(samples, one)
		}
	}
	if len(samples) == 0 {
		_, err := book.sheet(source.Records)
		return nil, errors.Join(fmt.Errorf("read %s: no sheet has a table", path), err)
	}
	if len(book.sheets) == 1 {
		samples[0].Records = ""
	}
	return samples, nil
}

func sampleSheet(book *workbook, name string, dialect Dialect) (sample, error) {
	one := sample{Records: name, Dialect: dialect}
	rows, err := book.rows(name, dialect)
	if err != nil {
		return one, err
	}
	defer rows.part.Close() // it was only read
	for len(one.Rows) < sampleRows {
		err := rows.next()
		if errors.Is(err, io.EOF) {
			one.findSheetHeader(dialect)
			return one, nil
		}
		if err != nil {
			return one, err
		}
		if !rows.isBlank() {
			one.Rows = append(one.Rows, append([]string(nil), rows.cells...))
			one.Lines = append(one.Lines, rows.number)
		}
	}
	one.Cut = true
	one.findSheetHeader(dialect)
	return one, nil
}

// findSheetHeader takes the first row behind the skipped ones that is as wide as the sheet's widest filled rows, of
// text only; titles and dates of an export stand above it.
func (s *sample) findSheetHeader(dialect Dialect) {
	widths := map[int]int{}
	for _, row := range s.Rows {
		widths[filledCells(row)]++
	}
	for i, row := range s.Rows {
		filled := filledCells(row)
		isTitle := dialect.SkipHeaderRows == 0 && filled*2 < mostFrequent(widths)
		if s.Lines[i] <= int64(dialect.SkipHeaderRows) || isTitle {
			continue
		}
		if i > 0 && dialect.SkipHeaderRows == 0 {
			s.Dialect.SkipHeaderRows = int(s.Lines[i]) - 1
		}
		for len(row) > 0 && strings.TrimSpace(row[len(row)-1]) == "" {
			row = row[:len(row)-1]
		}
		s.Headers = uniqueHeaders(row)
		s.Rows, s.Lines = s.Rows[i+1:], s.Lines[i+1:]
		s.dropFooter()
		for j := range s.Rows {
			s.Rows[j] = fitRow(s.Rows[j], len(s.Headers))
		}
		return
	}
	s.Rows, s.Lines = nil, nil
}

func filledCells(row []string) int {
	filled := 0
	for _, cell := range row {
		if strings.TrimSpace(cell) != "" {
			filled++
		}
	}
	return filled
}

func fitRow(row []string, width int) []string {
	for len(row) < width {
		row = append(row, "")
	}
	return row[:width]
}

// sampleParquet reads the head of a Parquet file, whose columns are typed; a copy is made because DuckDB opens files
// by path only.
func sampleParquet(ctx context.Context, db *warehouse.DB, files textFiles, path string) (one sample, err error) {
	size, err := checkParquetEnds(files.root, path)
	if err != nil {
		return sample{}, fmt.Errorf("read %s: %w", path, err)
	}
	dir, err := os.MkdirTemp("", "recaudo-inspect-")
	if err != nil {
		return sample{}, fmt.Errorf("read %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	target := filepath.Join(dir, "copy.parquet")
	if err := copyOut(ctx, files.root, path, target); err != nil {
		return sample{}, err
	}
	if err := guardParquet(ctx, db, warehouse.QuoteLiteral(target), size, files.limits); err != nil {
		return sample{}, fmt.Errorf("read %s: %w", path, err)
	}
	rows, err := db.QueryContext(ctx, fmt.Sprintf("select columns(*)::varchar from read_parquet(%s) limit %d",
		warehouse.QuoteLiteral(target), sampleRows))
	if err != nil {
		return sample{}, fmt.Errorf("read %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	one.IsTyped = true
	if one.Headers, err = rows.Columns(); err != nil {
		return sample{}, fmt.Errorf("read %s: %w", path, err)
	}
	for rows.Next() {
		cells := make([]sql.NullString, len(one.Headers))
		targets := make([]any, len(cells))
		for i := range cells {
			targets[i] = &cells[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return sample{}, fmt.Errorf("read %s: %w", path, err)
		}
		row := make([]string, len(cells))
		for i, cell := range cells {
			row[i] = cell.String
		}
		one.Rows = append(one.Rows, row)
		one.Lines = append(one.Lines, int64(len(one.Rows)))
	}
	return one, rows.Err()
}

func copyOut(ctx context.Context, root fs.FS, path, target string) (err error) {
	in, err := root.Open(path)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.Create(target)
	if err != nil {
		return fmt.Errorf("copy %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, contextReader{ctx, in}); err != nil {
		return fmt.Errorf("copy %s: %w", path, err)
	}
	return nil
}
