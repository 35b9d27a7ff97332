package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/xuri/excelize/v2"
)

// buildWorkbook writes a workbook with excelize, whose writing is independent of the reader under test.
func buildWorkbook(t testing.TB, build func(*excelize.File)) []byte {
	t.Helper()
	file := excelize.NewFile()
	defer file.Close()
	build(file)
	var content bytes.Buffer
	if err := file.Write(&content); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

func set(t testing.TB, file *excelize.File, sheet, cell string, value any, format string) {
	t.Helper()
	if err := file.SetCellValue(sheet, cell, value); err != nil {
		t.Fatal(err)
	}
	if format == "" {
		return
	}
	style, err := file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		t.Fatal(err)
	}
	if err := file.SetCellStyle(sheet, cell, cell, style); err != nil {
		t.Fatal(err)
	}
}

// readSheet reads a sheet of a workbook through Parquet: every row begins with its number in the sheet.
func readSheet(t *testing.T, content []byte, sheet string, dialect Dialect) (xlsxInfo, [][]string) {
	t.Helper()
	ctx := context.Background()
	target := filepath.Join(t.TempDir(), "sheet.parquet")
	root := fstest.MapFS{"book.xlsx": {Data: content}}
	info, err := xlsxToParquet(ctx, root, "book.xlsx", sheet, dialect, DefaultLimits(), target)
	if err != nil {
		t.Fatal(err)
	}
	db, err := warehouse.Open(ctx, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	columns := []string{sheetRowColumn + "::varchar"}
	for _, header := range info.Headers {
		columns = append(columns, "coalesce("+warehouse.QuoteIdent(header)+", '')")
	}
	var rows [][]string
	query := "select [" + strings.Join(columns, ", ") + "] from read_parquet(" + warehouse.QuoteLiteral(target) + ")"
	scan(t, db, query, func(result *sql.Rows) error {
		var cells any
		err := result.Scan(&cells)
		var row []string
		for _, cell := range cells.([]any) {
			row = append(row, cell.(string))
		}
		rows = append(rows, row)
		return err
	})
	return info, rows
}

func TestXlsxCellsAsTheyMean(t *testing.T) {
	at := time.Date(2026, 3, 5, 10, 11, 12, 0, time.UTC)
	tests := map[string]struct {
		value   any
		format  string
		decimal string
		want    string
	}{
		"text":                         {value: "Promesa de pago", want: "Promesa de pago"},
		"id as text keeps zeros":       {value: "000123", want: "000123"},
		"id as number":                 {value: 1000234567, want: "1000234567"},
		"long id has no exponent":      {value: 123456789012345, want: "123456789012345"},
		"amount":                       {value: 1234.5, want: "1234.5"},
		"amount with decimal comma":    {value: 1234.5, decimal: ",", want: "1234,5"},
		"amount shown with currency":   {value: -1500.25, format: `"$"#,##0.00`, want: "-1500.25"},
		"binary dust":                  {value: 0.1 + 0.2, want: "0.3"},
		"small number":                 {value: 0.00001, want: "0.00001"},
		"date":                         {value: 46086, format: "dd/mm/yyyy", want: "2026-03-05"},
		"date with text in brackets":   {value: 46086, format: `[$-240A]d "de" mmmm "de" yyyy`, want: "2026-03-05"},
		"month only":                   {value: 46086, format: "mmm-yy", want: "2026-03-05"},
		"instant":                      {value: at, format: "yyyy-mm-dd hh:mm:ss", want: "2026-03-05 10:11:12"},
		"instant shown as a date":      {value: at, format: "dd/mm/yyyy", want: "2026-03-05 10:11:12"},
		"instant rounds to the second": {value: 46086.4244444, format: "dd/mm/yyyy hh:mm", want: "2026-03-05 10:11:12"},
		"almost midnight":              {value: 46086.999999, format: "dd/mm/yyyy hh:mm", want: "2026-03-06"},
		"midnight":                     {value: 46086, format: "dd/mm/yyyy hh:mm", want: "2026-03-05"},
		"time of day":                  {value: 0.424444444, format: "hh:mm", want: "10:11:12"},
		"sum of times":                 {value: 1.5, format: "[h]:mm:ss", want: "36:00:00"},
		"before the false leap day":    {value: 59, format: "yyyy-mm-dd", want: "1900-02-28"},
		"minutes are no month":         {value: 0.5, format: "mm:ss", want: "12:00:00"},
		"percent":                      {value: 0.05, format: "0.00%", want: "0.05"},
		"number with a colour":         {value: 5, format: "[Red]0.00", want: "5"},
		"negative number in a date":    {value: -3, format: "dd/mm/yyyy", want: "-3"},
		"true":                         {value: true, want: "true"},
		"a line end inside the text":   {value: "a\nb", want: "a\nb"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			content := buildWorkbook(t, func(file *excelize.File) {
				set(t, file, "Sheet1", "A1", "VALOR", "")
				set(t, file, "Sheet1", "A2", test.value, test.format)
			})
			_, rows := readSheet(t, content, "", Dialect{DecimalSeparator: test.decimal})
			if len(rows) != 1 || rows[0][1] != test.want {
				t.Errorf("got %q, want one row %q", rows, test.want)
			}
		})
	}
}

func TestXlsxRows(t *testing.T) {
	content := buildWorkbook(t, func(file *excelize.File) {
		set(t, file, "Sheet1", "A1", "Informe de pagos", "")
		for cell, value := range map[string]any{
			"A3": "CREDITO", "B3": " Valor ", "C3": "valor", "E3": "Estado",
			"A4": "C-1", "B4": 10, "E4": "Aplicado",
			"A6": "C-2", "C6": 20, "G6": "beyond the header",
			"A8": "Total", "B8": 30,
		} {
			set(t, file, "Sheet1", cell, value, "")
		}
		if err := file.SetCellFormula("Sheet1", "D4", "B4*2"); err != nil {
			t.Fatal(err)
		}
	})
	info, rows := readSheet(t, content, "sheet1", Dialect{SkipHeaderRows: 1, SkipFooterRows: 1})
	wantHeaders := []string{"CREDITO", "Valor", "valor_2", "column_4", "Estado"}
	if !reflect.DeepEqual(info.Headers, wantHeaders) {
		t.Errorf("headers: got %q, want %q", info.Headers, wantHeaders)
	}
	if info.HeaderRow != 3 || info.Rows != 2 || info.Sheet != "Sheet1" {
		t.Errorf("got %+v, want header row 3 and 2 rows of Sheet1", info)
	}
	want := [][]string{{"4", "C-1", "10", "", "", "Aplicado"}, {"6", "C-2", "", "20", "", ""}}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("got %q, want %q", rows, want)
	}
}

func TestXlsx1904(t *testing.T) {
	is1904 := true
	content := buildWorkbook(t, func(file *excelize.File) {
		if err := file.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &is1904}); err != nil {
			t.Fatal(err)
		}
		set(t, file, "Sheet1", "A1", "FECHA", "")
		set(t, file, "Sheet1", "A2", 44624, "dd/mm/yyyy")
	})
	if _, rows := readSheet(t, content, "", Dialect{}); rows[0][1] != "2026-03-05" {
		t.Errorf("got %s, want 2026-03-05", rows[0][1])
	}
}

func TestXlsxFirstVisibleSheet(t *testing.T) {
	content := buildWorkbook(t, func(file *excelize.File) {
		if _, err := file.NewSheet("Pagos"); err != nil {
			t.Fatal(err)
		}
		set(t, file, "Pagos", "A1", "CREDITO", "")
		file.SetActiveSheet(1)
		if err := file.SetSheetVisible("Sheet1", false); err != nil {
			t.Fatal(err)
		}
	})
	if info, _ := readSheet(t, content, "", Dialect{}); info.Sheet != "Pagos" {
		t.Errorf("got sheet %s, want Pagos", info.Sheet)
	}
}

// rewriteMember replaces a part of a workbook: what excelize doesn't write, other programs do.
func rewriteMember(t testing.TB, content []byte, name, text string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	writer := zip.NewWriter(&out)
	for _, member := range archive.File {
		target, err := writer.Create(member.Name)
		if err != nil {
			t.Fatal(err)
		}
		source, err := member.Open()
		if err != nil {
			t.Fatal(err)
		}
		var body io.Reader = source
		if member.Name == name {
			body = strings.NewReader(text)
		}
		if _, err := io.Copy(target, body); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestXlsxCellsOfOtherPrograms(t *testing.T) {
	base := buildWorkbook(t, func(*excelize.File) {})
	content := rewriteMember(t, base, "xl/worksheets/sheet1.xml", `<x:worksheet xmlns:x="m"><x:sheetData>
		<x:row><x:c t="inlineStr"><x:is><x:r><x:t>FE</x:t></x:r><x:r><x:t>CHA</x:t></x:r><x:rPh><x:t>no</x:t></x:rPh></x:is></x:c>
			<x:c t="str"><x:f>A</x:f><x:v>B</x:v></x:c></x:row>
		<x:row><x:c t="d"><x:v>2026-03-05T10:11:12.000Z</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c></x:row>
		<x:row><x:c t="d"><x:v>2026-03-05T00:00:00</x:v></x:c><x:c t="str"><x:v>_x0041_</x:v></x:c></x:row>
		</x:sheetData></x:worksheet>`)
	info, rows := readSheet(t, content, "", Dialect{})
	if want := []string{"FECHA", "B"}; !reflect.DeepEqual(info.Headers, want) {
		t.Errorf("headers: got %q, want %q", info.Headers, want)
	}
	want := [][]string{{"2", "2026-03-05 10:11:12", "#N/A"}, {"3", "2026-03-05", "A"}}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("got %q, want %q", rows, want)
	}
}

func TestXlsxErrors(t *testing.T) {
	book := buildWorkbook(t, func(file *excelize.File) { set(t, file, "Sheet1", "A1", "CREDITO", "") })
	empty := buildWorkbook(t, func(*excelize.File) {})
	const sheetPath = "xl/worksheets/sheet1.xml"
	tests := map[string]struct {
		content []byte
		sheet   string
		want    string
	}{
		"no zip":          {content: []byte("\xD0\xCF\x11\xE0 an old workbook"), want: "save it as .xlsx"},
		"another zip":     {content: zipOf(t, "a.txt", "a"), want: "save it as .xlsx"},
		"unknown sheet":   {content: book, sheet: "Pagos", want: `no sheet "Pagos"; ` + "`records` may be one of: Sheet1"},
		"no header":       {content: empty, want: "no header row"},
		"cut XML":         {content: rewriteMember(t, book, sheetPath, "<worksheet><sheetData><row><c>"), want: "EOF"},
		"bad reference":   {content: rewriteMember(t, book, sheetPath, `<sheetData><row r="1"><c r="1A"><v>1</v></c></row></sheetData>`), want: "bad reference"},
		"bad shared text": {content: rewriteMember(t, book, sheetPath, `<sheetData><row r="1"><c t="s"><v>99</v></c></row></sheetData>`), want: "damaged"},
		"rows go back":    {content: rewriteMember(t, book, sheetPath, `<sheetData><row r="2"/><row r="1"/></sheetData>`), want: "damaged"},
		"a bomb":          {content: rewriteMember(t, book, sheetPath, "<sheetData>"+strings.Repeat("<row/>", 4<<20)), want: "decompress"},
		"a long piece":    {content: rewriteMember(t, book, sheetPath, "<sheetData>"+strings.Repeat(" ", 16<<20)), want: "a piece of XML has more than"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			root := fstest.MapFS{"book.xlsx": {Data: test.content}}
			target := filepath.Join(t.TempDir(), "sheet.parquet")
			_, err := xlsxToParquet(context.Background(), root, "book.xlsx", test.sheet, Dialect{}, DefaultLimits(), target)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "book.xlsx") {
				t.Errorf("got error %v, want book.xlsx and %q in it", err, test.want)
			}
		})
	}
	_, err := xlsxToParquet(context.Background(), fstest.MapFS{}, "gone.xlsx", "", Dialect{}, DefaultLimits(), "")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: got %v, want fs.ErrNotExist", err)
	}
}

func zipOf(t *testing.T, name, text string) []byte {
	t.Helper()
	var content bytes.Buffer
	writer := zip.NewWriter(&content)
	member, err := writer.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(member, text); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

func FuzzXlsxSheet(f *testing.F) {
	base := buildWorkbook(f, func(*excelize.File) {})
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>A</t></is></c></row></sheetData></worksheet>`)
	f.Add(`<sheetData><row><c t="s"><v>0</v></c><c r="XFD1" s="7" t="b"><v>1</v></c></row><row r="3"/></sheetData>`)
	f.Add(`<sheetData><row><c><v>1e400</v></c><c t="d"><v>2026-03-05T10:11:12Z</v></c></row></sheetData>`)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, sheet string) {
		content := rewriteMember(t, base, "xl/worksheets/sheet1.xml", sheet)
		if err := os.WriteFile(filepath.Join(dir, "book.xlsx"), content, 0o600); err != nil {
			t.Fatal(err)
		}
		// Any answer but a panic or a hang is fine.
		_, _ = xlsxToParquet(context.Background(), os.DirFS(dir), "book.xlsx", "", Dialect{}, DefaultLimits(), filepath.Join(dir, "out"))
	})
}

// FuzzDecimalText checks that a number's text has no exponent and reads back as the number, to 15 digits.
func FuzzDecimalText(f *testing.F) {
	for _, seed := range []float64{0, 0.1, 1e15, 123456789.125, -2.5e-7, 1e300} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, number float64) {
		if math.IsNaN(number) || math.Abs(number) > 1e300 || number != 0 && math.Abs(number) < 1e-300 {
			return // at the edges of a float64, 15 digits can't be kept
		}
		text := decimalText(number)
		if strings.ContainsAny(text, "eE") {
			t.Errorf("%v: got %s, want no exponent", number, text)
		}
		got, err := strconv.ParseFloat(text, 64)
		if err != nil || math.Abs(got-number) > math.Abs(number)*1e-14 {
			t.Errorf("%v: got %s, which reads as %v (%v)", number, text, got, err)
		}
	})
}
