package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// XLSX is read by own code: excelize gives a streamed row as text without the cells' types and styles, so that a
// number, a date and a text of the same looks could not be told apart, and it unpacks the whole workbook first.

// Caps on one workbook, beside those on its members' decompressed bytes and ratio.
const (
	maxSheetColumns      = 16_384 // Excel's own limit
	maxSmallPartBytes    = 64 << 20
	maxSharedStringBytes = 256 << 20 // held in memory, like their number
	maxSharedStrings     = 16 << 20
	maxCellBytes         = 1 << 20
	maxTokenBytes        = 4 << 20 // of one piece of XML, which is held in memory
)

// errNotWorkbook says that a file is no XLSX workbook.
var errNotWorkbook = errors.New("it is no .xlsx workbook (an old .xls, a password?); open it in a spreadsheet program " +
	"and save it as .xlsx or CSV")

// workbook is an open XLSX file.
type workbook struct {
	file     fs.File
	members  map[string]*zip.File // by lower-case path
	sheets   []sheetPart
	is1904   bool
	styles   string // path of the styles, "" if there are none
	sharedAt string // path of the shared strings, "" if there are none
	limits   Limits

	sizeBytes int64
}

// sheetPart is one worksheet in the order of the tabs.
type sheetPart struct {
	name   string
	part   string
	hidden bool
}

// openWorkbook reads the table of contents of the XLSX file at name under root.
func openWorkbook(root fs.FS, name string, limits Limits) (*workbook, error) {
	file, err := root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	book, err := readContents(file, limits)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", name, err), file.Close())
	}
	return book, nil
}

func (b *workbook) Close() error { return b.file.Close() }

func readContents(file fs.File, limits Limits) (*workbook, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	source, ok := file.(io.ReaderAt)
	if !ok {
		content, err := io.ReadAll(io.LimitReader(file, info.Size()))
		if err != nil {
			return nil, err
		}
		source = bytes.NewReader(content)
	}
	if info.Size() == 0 {
		return nil, errors.New("the file is empty: export or copy it again")
	}
	archive, err := zip.NewReader(source, info.Size())
	if errors.Is(err, zip.ErrFormat) {
		return nil, errNotWorkbook
	}
	if err != nil {
		return nil, err
	}
	book := &workbook{file: file, members: map[string]*zip.File{}, limits: limits, sizeBytes: info.Size()}
	for _, member := range archive.File {
		book.members[strings.ToLower(strings.ReplaceAll(member.Name, `\`, "/"))] = member
	}
	return book, book.readIndex()
}

// member opens a part of the workbook with the caps on what it may become.
func (b *workbook) member(part string, maxBytes int64) (io.ReadCloser, error) {
	member, ok := b.members[strings.ToLower(part)]
	if !ok {
		return nil, fmt.Errorf("the workbook lacks its part %s: it is damaged or was written only in part", part)
	}
	if member.UncompressedSize64 > uint64(maxBytes) {
		return nil, fmt.Errorf("part %s would become %d bytes, more than %d: split the workbook, or save it as CSV", part,
			member.UncompressedSize64, maxBytes)
	}
	plain, err := member.Open()
	if err != nil {
		return nil, fmt.Errorf("open part %s: %w", part, err)
	}
	limits := b.limits
	limits.DecompressedBytes = min(maxBytes, limits.DecompressedBytes)
	return &cappedReader{ReadCloser: plain, packed: &countingReader{bytes: int64(member.CompressedSize64)},
		limits: limits}, nil
}

// decode reads a small part into target.
func (b *workbook) decode(part string, target any) (err error) {
	reader, err := b.member(part, maxSmallPartBytes)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	if err := newXMLTokens(reader).decoder.Decode(target); err != nil {
		return fmt.Errorf("read part %s: %w", part, err)
	}
	return nil
}

type relationships struct {
	Relationships []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// readIndex finds the sheets, the styles and the shared strings.
func (b *workbook) readIndex() error {
	if _, ok := b.members["_rels/.rels"]; !ok {
		return errNotWorkbook
	}
	var top relationships
	if err := b.decode("_rels/.rels", &top); err != nil {
		return err
	}
	main := ""
	for _, relation := range top.Relationships {
		if strings.HasSuffix(relation.Type, "/officeDocument") {
			main = strings.TrimPrefix(path.Clean("/"+relation.Target), "/")
		}
	}
	if main == "" || strings.HasSuffix(main, ".bin") {
		return errNotWorkbook
	}
	var index struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.decode(main, &index); err != nil {
		return err
	}
	b.is1904 = index.Properties.Date1904 == "1" || index.Properties.Date1904 == "true"
	folder := path.Dir(main)
	var parts relationships
	if err := b.decode(path.Join(folder, "_rels", path.Base(main)+".rels"), &parts); err != nil {
		return err
	}
	worksheets := map[string]string{}
	for _, relation := range parts.Relationships {
		target := path.Join(folder, relation.Target)
		if strings.HasPrefix(relation.Target, "/") {
			target = strings.TrimPrefix(relation.Target, "/")
		}
		switch path.Base(relation.Type) {
		case "worksheet":
			worksheets[relation.ID] = target
		case "styles":
			b.styles = target
		case "sharedStrings":
			b.sharedAt = target
		}
	}
	for _, sheet := range index.Sheets {
		if part, ok := worksheets[sheet.ID]; ok { // a chart sheet has no rows
			hidden := sheet.State == "hidden" || sheet.State == "veryHidden"
			b.sheets = append(b.sheets, sheetPart{name: sheet.Name, part: part, hidden: hidden})
		}
	}
	if len(b.sheets) == 0 {
		return errors.New("the workbook has no worksheet")
	}
	return nil
}

// sheet returns the worksheet of a name without regard to case, the first visible one for "".
func (b *workbook) sheet(name string) (sheetPart, error) {
	if name == "" {
		for _, sheet := range b.sheets {
			if !sheet.hidden {
				return sheet, nil
			}
		}
		return b.sheets[0], nil
	}
	names := make([]string, 0, len(b.sheets))
	for _, sheet := range b.sheets {
		if strings.EqualFold(sheet.name, name) {
			return sheet, nil
		}
		names = append(names, sheet.name)
	}
	return sheetPart{}, fmt.Errorf("there is no sheet %q; `records` may be one of: %s", name, strings.Join(names, ", "))
}
