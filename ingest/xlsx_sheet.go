package ingest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
)

// sheetRows reads the rows of one sheet from top to bottom.
type sheetRows struct {
	name    string
	book    *workbook
	part    io.ReadCloser
	decoder *xmlTokens
	reader  cellReader

	number int64    // of the current row, 1 is the first
	cells  []string // of the current row; the next call of next overwrites them
}

// openSheet opens a sheet of the workbook at path under root, "" is the first visible one.
func openSheet(root fs.FS, path, name string, dialect Dialect, limits Limits) (*sheetRows, error) {
	book, err := openWorkbook(root, path, limits)
	if err != nil {
		return nil, err
	}
	rows, err := book.rows(name, dialect)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), book.Close())
	}
	return rows, nil
}

func (b *workbook) rows(name string, dialect Dialect) (*sheetRows, error) {
	sheet, err := b.sheet(name)
	if err != nil {
		return nil, err
	}
	shared, err := b.sharedStrings()
	if err != nil {
		return nil, err
	}
	meanings, err := b.meanings()
	if err != nil {
		return nil, err
	}
	part, err := b.member(sheet.part, b.limits.DecompressedBytes)
	if err != nil {
		return nil, err
	}
	decimal := dialect.DecimalSeparator
	if decimal == "" {
		decimal = "."
	}
	reader := cellReader{shared: shared, meanings: meanings, is1904: b.is1904, decimal: decimal}
	return &sheetRows{name: sheet.name, book: b, part: part, decoder: newXMLTokens(part), reader: reader}, nil
}

func (r *sheetRows) Close() error { return errors.Join(r.part.Close(), r.book.Close()) }

func (r *sheetRows) isBlank() bool {
	for _, cell := range r.cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// next reads the next row that the sheet has, which may be blank; io.EOF behind the last.
func (r *sheetRows) next() error {
	for {
		token, err := r.decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF // the end of <sheetData> comes first
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "row" {
				return r.readRow(token)
			}
		case xml.EndElement:
			if token.Name.Local == "sheetData" {
				return io.EOF
			}
		}
	}
}

func (r *sheetRows) readRow(start xml.StartElement) error {
	number := r.number + 1
	if text := attribute(start, "r"); text != "" {
		stated, err := strconv.ParseInt(text, 10, 64)
		if err != nil || stated < number {
			return fmt.Errorf("row %q follows row %d: the sheet is damaged", text, r.number)
		}
		number = stated
	}
	r.number, r.cells = number, r.cells[:0]
	for {
		token, err := r.decoder.RawToken()
		if err != nil {
			return unexpectedEnd(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "c" {
				if err := r.readCell(token); err != nil {
					return fmt.Errorf("row %d: %w", r.number, err)
				}
			}
		case xml.EndElement:
			if token.Name.Local == "row" {
				return nil
			}
		}
	}
}

// readCell reads one cell to the place its reference names; without a reference it follows the one before.
func (r *sheetRows) readCell(start xml.StartElement) error {
	column := len(r.cells)
	cell := sheetCell{}
	for _, attr := range start.Attr {
		switch attr.Name.Local {
		case "r":
			stated, err := columnOf(attr.Value)
			if err != nil {
				return err
			}
			column = stated
		case "s":
			cell.style, _ = strconv.Atoi(attr.Value) // a bad style is the general one
		case "t":
			cell.kind = attr.Value
		}
	}
	if err := r.readContent(&cell); err != nil {
		return err
	}
	if cell.value == "" && cell.text == "" {
		return nil
	}
	if column >= maxSheetColumns {
		return fmt.Errorf("there are more than %d columns", maxSheetColumns)
	}
	text, err := r.reader.text(cell)
	if err != nil {
		return err
	}
	for len(r.cells) <= column {
		r.cells = append(r.cells, "")
	}
	r.cells[column] = text
	return nil
}

// readContent reads up to the end of the cell.
func (r *sheetRows) readContent(cell *sheetCell) error {
	inValue := false
	for {
		token, err := r.decoder.RawToken()
		if err != nil {
			return unexpectedEnd(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "v":
				inValue = true
			case "is":
				if cell.text, err = readRichText(r.decoder, "is"); err != nil {
					return err
				}
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "v":
				inValue = false
			case "c":
				return nil
			}
		case xml.CharData:
			if inValue {
				cell.value += string(token)
			}
		}
		if len(cell.value) > maxCellBytes {
			return fmt.Errorf("a cell has more than %d bytes", maxCellBytes)
		}
	}
}

// columnOf returns the place of a reference such as "AB12", 0 for column A.
func columnOf(reference string) (int, error) {
	column := 0
	for i := 0; i < len(reference); i++ {
		letter := reference[i] &^ 0x20 // upper case
		if letter < 'A' || letter > 'Z' {
			if i == 0 {
				break
			}
			return column - 1, nil
		}
		column = column*26 + int(letter-'A') + 1
		if column > maxSheetColumns {
			break
		}
	}
	return 0, fmt.Errorf("a cell has the bad reference %q", reference)
}

func attribute(start xml.StartElement, name string) string {
	for _, attr := range start.Attr {
		if attr.Name.Local == name {
			return attr.Value
		}
	}
	return ""
}
