package ingest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// bomb is a file of a few kilobytes or megabytes that would cost gigabytes or hours, were it read at its word.
type bomb struct {
	ending  string
	content func(t *testing.T) []byte
	says    string // of the refusal
}

// What a bomb may cost. A process that loads nothing takes some 200 MB with DuckDB and the tables of the warehouse.
const (
	bombBytes   = 700 << 20
	bombSeconds = 60
)

// bombEnv names the bomb that a process of the test loads.
const bombEnv = "RECAUDO_TEST_BOMB"

func bombs() map[string]bomb {
	const header = paymentHeader + "\n"
	const jsonPayment = `,{"payment_id":"p1","account_id":"a1","paid_at":"2026-03-05","amount":10}`
	columns := strings.Split(paymentHeader, ",")
	noise := fmt.Sprintf("%x", junk("")[:12_000])
	claim := func(c parquetClaim) func(*testing.T) []byte {
		return func(*testing.T) []byte { return c.bytes() }
	}
	const ratio = "raise `limits.compression_ratio`"
	return map[string]bomb{
		"gzip of zeros":          {".csv.gz", members(header, strings.Repeat("\x00", 16<<20), 256), "NUL bytes"},
		"gzip of rows":           {".csv.gz", members(header, strings.Repeat(goodPayment, 100_000), 256), ratio},
		"gzip of one line":       {".csv.gz", members(header, strings.Repeat("x", 16<<20), 256), ratio},
		"gzip of json":           {".json.gz", members("[{}", strings.Repeat(jsonPayment, 100_000), 256), ratio},
		"gzip of broken lines":   {".csv.gz", members(header, strings.Repeat("p,\n", 300_000)+noise+",\n", 100), ratio},
		"gzip of blank rows":     {".csv.gz", members(header, strings.Repeat(",,,,\n", 30_000)+noise+",,,,\n", 200), ratio},
		"gzip of a json, slowly": {".json.gz", members("[{}", strings.Repeat(jsonPayment, 13_000)+`,{"x":"`+noise+`"}`, 250), ratio},
		"parquet of trillions":   {".parquet", claim(parquetClaim{columns: columns, groups: 1000, groupRows: 1<<31 - 1}), "2147483647000 rows"},
		"parquet of a billion":   {".parquet", claim(parquetClaim{columns: columns, groups: 1, groupRows: 1 << 30}), ratio},
		"parquet with ballast":   {".parquet", claim(parquetClaim{columns: columns, groups: 50, groupRows: 100_000, padding: 2 << 20}), ratio},
		"sheet of blank rows":    {".xlsx", sheet("<row/>", 20_000_000), ratio},
		"sheet of far cells":     {".xlsx", sheet(`<row><c r="EWU1"><v>1</v></c></row>`, 300_000), ratio},
		"sheet beyond the last":  {".xlsx", sheet(`<row><c r="XFD1"><v>1</v></c></row>`, 300_000), "raise `limits.columns`"},
		"sheet of one cell":      {".xlsx", sheet(strings.Repeat("1", 1000), 200_000), "a piece of XML has more than"},
		"texts of a workbook":    {".xlsx", part("xl/t.xml", "<sst>", "<si/>", 20_000_000), ratio},
		"texts of many bytes":    {".xlsx", part("xl/t.xml", "<sst>", "<si><t>"+strings.Repeat("x", 3000)+"</t></si>", 100_000), "more than 268435456"},
	}
}

func junk(head string) string {
	content := make([]byte, 200_000)
	_, _ = rand.New(rand.NewSource(1)).Read(content) // it never fails
	return head + string(content)
}

// members is a gzip file of head and of many times body, each compressed for itself: of any size at once.
func members(head, body string, count int) func(*testing.T) []byte {
	return func(t *testing.T) []byte {
		return []byte(packedWell(t, head) + strings.Repeat(packedWell(t, body), count))
	}
}

func packedWell(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	must(t, err)
	_, err = io.WriteString(w, text)
	must(t, err)
	must(t, w.Close())
	return out.String()
}

func sheet(row string, count int) func(*testing.T) []byte {
	return part("xl/s.xml", "<worksheet><sheetData>", row, count)
}

// part is a workbook with one part that begins with head and goes on with many times body.
func part(name, head, body string, count int) func(*testing.T) []byte {
	return func(t *testing.T) []byte {
		return bookOf(t, map[string]func(io.Writer) error{name: func(w io.Writer) error {
			_, err := io.WriteString(w, head)
			block := strings.Repeat(body, 1000)
			for range count / 1000 {
				if err == nil {
					_, err = io.WriteString(w, block)
				}
			}
			return err
		}})
	}
}

// bookOf is a workbook of the smallest kind, with some of its parts written by others.
func bookOf(t *testing.T, parts map[string]func(io.Writer) error) []byte {
	t.Helper()
	all := map[string]func(io.Writer) error{}
	for name, text := range map[string]string{
		"_rels/.rels":     `<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/>` +
			`<Relationship Id="r2" Type="x/sharedStrings" Target="t.xml"/></Relationships>`,
		"xl/t.xml": `<sst/>`,
		"xl/s.xml": `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>a</t></is></c></row></sheetData></worksheet>`,
	} {
		all[name] = func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}
	}
	maps.Copy(all, parts)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		member, err := w.Create(name)
		must(t, err)
		must(t, all[name](member))
	}
	must(t, w.Close())
	return out.Bytes()
}

// TestBombs loads each bomb in a process of its own, whose time and memory are measured.
func TestBombs(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(bombs())) {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			content := bombs()[name].content(t)
			must(t, os.WriteFile(filepath.Join(root, "bomb"+bombs()[name].ending), content, 0o600))
			command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestLoadBomb$", "-test.v")
			command.Env = append(os.Environ(), bombEnv+"="+name, bombEnv+"_ROOT="+root)
			started := time.Now()
			out, err := command.CombinedOutput()
			seconds := time.Since(started).Seconds()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			peak := command.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
			if runtime.GOOS != "darwin" {
				peak *= 1024
			}
			t.Logf("%d bytes: %.1f s, at most %d MB", len(content), seconds, peak>>20)
			if peak > bombBytes || seconds > bombSeconds {
				t.Errorf("got %.1f s and %d bytes of memory, want at most %d and %d", seconds, peak, bombSeconds, bombBytes)
			}
		})
	}
}

// TestLoadBomb is what a process of TestBombs does.
func TestLoadBomb(t *testing.T) {
	name := os.Getenv(bombEnv)
	if name == "" {
		return
	}
	source := paymentsSource()
	source.Path = "*"
	in := newInbox(t, source)
	in.root, in.opts.Root = os.Getenv(bombEnv+"_ROOT"), os.Getenv(bombEnv+"_ROOT")
	in.write("good.csv", 1, paymentHeader, strings.TrimSpace(goodPayment))
	report := in.run()
	if report.Count(Loaded) != 1 || report.Count(Refused) != 1 {
		t.Fatalf("got %+v, want one file loaded, one refused", report.Files)
	}
	for _, file := range report.Files {
		if file.Status == Refused && !strings.Contains(file.Err.Error(), bombs()[name].says) {
			t.Errorf("got %v, want %q in it", file.Err, bombs()[name].says)
		}
	}
}
