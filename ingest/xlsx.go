package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// sheetRowColumn is the column of the Parquet file that holds the sheet's row number, 1 is the first.
const sheetRowColumn = "__row"

// xlsxBatchRows is how many rows go into one record batch, which becomes one row group; fewer of a wide sheet, so that
// there are no more cells than xlsxBatchCells.
const (
	xlsxBatchRows  = 1 << 16
	xlsxBatchCells = 1 << 22
)

// xlsxInfo says what a sheet that was written as Parquet holds.
type xlsxInfo struct {
	Sheet   string
	Headers []string // in the order of the sheet, made unique; the Parquet file has these columns and __row
	// Repeated are the headers, in lower case, that stand over several columns of the sheet. The first of the columns
	// keeps the header, so that it alone is ambiguous.
	Repeated  map[string]bool
	HeaderRow int64 // the sheet row of the header, 1 is the first
	Rows      int64 // data rows written
}

// xlsxToParquet streams one sheet of the workbook at path under root ("" is the first visible sheet) into a Parquet
// file at target: all columns VARCHAR, an empty cell NULL, and __row BIGINT with the row's number in the sheet. Cells
// become the text that they mean, see sheetCell.text. The header is the first filled row behind the dialect's skipped
// rows; blank rows are left out, and as many filled rows at the end as the dialect's footer has. Cells beyond the last
// header are not read.
func xlsxToParquet(
	ctx context.Context, root fs.FS, path, sheet string, dialect Dialect, limits Limits, target string,
) (
	info xlsxInfo, err error,
) {
	rows, err := openSheet(root, path, sheet, dialect, limits)
	if err != nil {
		return xlsxInfo{}, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()

	info, err = readSheetHeader(rows, dialect)
	if err != nil {
		return info, fmt.Errorf("read %s: %w", path, err)
	}
	if err := checkWidth(int64(len(info.Headers)), limits); err != nil {
		return info, fmt.Errorf("read %s, sheet %s: %w", path, rows.name, err)
	}
	out, err := os.Create(target)
	if err != nil {
		return info, fmt.Errorf("rewrite %s: %w", path, err)
	}
	writer, err := newTextTable(out, info.Headers)
	if err != nil {
		return info, errors.Join(fmt.Errorf("rewrite %s: %w", path, err), out.Close())
	}
	writer.limits, writer.sizeBytes = limits, rows.book.sizeBytes
	copyErr := copySheet(ctx, rows, writer, dialect.SkipFooterRows)
	// Closing the writer closes the file.
	if err := errors.Join(copyErr, writer.Close()); err != nil {
		return info, fmt.Errorf("read %s, sheet %s: %w", path, rows.name, err)
	}
	info.Rows = writer.rows
	return info, nil
}

// readSheetHeader passes the skipped rows and reads the header.
func readSheetHeader(rows *sheetRows, dialect Dialect) (xlsxInfo, error) {
	info := xlsxInfo{Sheet: rows.name}
	for {
		err := rows.next()
		if errors.Is(err, io.EOF) {
			return info, fmt.Errorf("sheet %s has no header row behind the %d skipped", rows.name, dialect.SkipHeaderRows)
		}
		if err != nil {
			return info, err
		}
		if rows.number > int64(dialect.SkipHeaderRows) && !rows.isBlank() {
			break
		}
	}
	cells := rows.cells
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	info.Headers = uniqueHeaders(cells)
	info.Repeated = repeatedHeaders(cells)
	info.HeaderRow = rows.number
	return info, nil
}

// uniqueHeaders trims headers and makes them differ also without regard to case, as DuckDB's columns must: a repeated
// header gets the suffix _2, _3, …, an empty one the name column_<place>.
func uniqueHeaders(cells []string) []string {
	headers := make([]string, len(cells))
	seen := map[string]bool{sheetRowColumn: true}
	for i, cell := range cells {
		name := strings.TrimSpace(cell)
		if name == "" {
			name = fmt.Sprintf("column_%d", i+1)
		}
		unique := name
		for n := 2; seen[strings.ToLower(unique)]; n++ {
			unique = fmt.Sprintf("%s_%d", name, n)
		}
		seen[strings.ToLower(unique)] = true
		headers[i] = unique
	}
	return headers
}

// repeatedHeaders returns, in lower case, the headers that stand in several cells.
func repeatedHeaders(cells []string) map[string]bool {
	repeated, seen := map[string]bool{}, map[string]bool{}
	for _, cell := range cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		if name != "" && seen[name] {
			repeated[name] = true
		}
		seen[name] = true
	}
	return repeated
}

// heldRow is a row that may yet turn out to belong to the footer.
type heldRow struct {
	number int64
	cells  []string
}

func copySheet(ctx context.Context, rows *sheetRows, writer *textTable, footer int) error {
	var held []heldRow
	for {
		err := rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if rows.isBlank() {
			continue
		}
		if footer == 0 {
			if err := writer.append(rows.number, rows.cells); err != nil {
				return err
			}
		} else {
			held = append(held, heldRow{rows.number, append([]string(nil), rows.cells...)})
			if len(held) > footer {
				if err := writer.append(held[0].number, held[0].cells); err != nil {
					return err
				}
				held = held[1:]
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// textTable writes rows of text through Arrow record batches into a Parquet file.
type textTable struct {
	file    *pqarrow.FileWriter
	batch   *array.RecordBuilder
	width   int
	pending int
	most    int // rows of a batch
	rows    int64

	limits    Limits
	sizeBytes int64 // of the workbook
}

func newTextTable(out io.Writer, headers []string) (*textTable, error) {
	fields := make([]arrow.Field, 0, len(headers)+1)
	for _, header := range headers {
		fields = append(fields, arrow.Field{Name: header, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	fields = append(fields, arrow.Field{Name: sheetRowColumn, Type: arrow.PrimitiveTypes.Int64})
	schema := arrow.NewSchema(fields, nil)
	properties := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy))
	file, err := pqarrow.NewFileWriter(schema, out, properties, pqarrow.DefaultWriterProps())
	if err != nil {
		return nil, err
	}
	batch := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	return &textTable{file: file, batch: batch, width: len(headers),
		most: max(1, min(xlsxBatchRows, xlsxBatchCells/max(1, len(headers))))}, nil
}

func (t *textTable) append(number int64, cells []string) error {
	for i := range t.width {
		column := t.batch.Field(i).(*array.StringBuilder)
		if i < len(cells) && cells[i] != "" {
			column.Append(cells[i])
		} else {
			column.AppendNull()
		}
	}
	t.batch.Field(t.width).(*array.Int64Builder).Append(number)
	t.rows++
	if t.limits.exceedRatio(t.rows*int64(t.width), t.sizeBytes) {
		return fmt.Errorf("its %d bytes become more than %d rows of %d cells: that is no export; if it is one, raise "+
			"`limits.compression_ratio`", t.sizeBytes, t.rows, t.width)
	}
	t.pending++
	if t.pending < t.most {
		return nil
	}
	return t.flush()
}

func (t *textTable) flush() error {
	if t.pending == 0 {
		return nil
	}
	record := t.batch.NewRecordBatch()
	defer record.Release()
	t.pending = 0
	return t.file.Write(record)
}

// Close writes what is pending and closes the file as well.
func (t *textTable) Close() error {
	err := errors.Join(t.flush(), t.file.Close())
	t.batch.Release()
	return err
}
