package ingest

import (
	"bytes"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// rubbish is one file that no system should have exported, and what becomes of it.
type rubbish struct {
	ending  string // of its name; default is .csv
	content string
	put     func(t *testing.T, path string) // makes what is no plain file
	status  FileStatus                      // default is Refused
	says    string                          // of the error
	reads   int64                           // rows, those that are rejected too
	rejects int64
}

const goodPayment = "p1,a1,2026-03-05,10,settled\n"

func rubbishFiles(t *testing.T) map[string]rubbish {
	const header = paymentHeader + "\n"
	payments := func(cells ...string) string {
		var text strings.Builder
		for i, cell := range cells {
			fmt.Fprintf(&text, "p%d,a1,%s,settled\n", i, cell)
		}
		return header + text.String()
	}
	few := parquetClaim{columns: strings.Split(paymentHeader, ","), groups: 1, groupRows: 10}
	lying, negative, far, page := few, few, few, few
	lying.fileRows, negative.fileRows, far.offset, page.pageBytes = 1e13, -5, 1<<40, 1<<30
	whole := string(few.bytes())
	return map[string]rubbish{
		"empty":                 {says: "the file is empty"},
		"empty json":            {ending: ".json", says: "the file is empty"},
		"empty ndjson":          {ending: ".ndjson", says: "the file is empty"},
		"empty parquet":         {ending: ".parquet", says: "the file is empty"},
		"empty xlsx":            {ending: ".xlsx", says: "the file is empty"},
		"empty gzip":            {ending: ".csv.gz", says: "the gzip file is cut off"},
		"empty zstd":            {ending: ".csv.zst", says: "the file is empty"},
		"gzip of nothing":       {ending: ".csv.gz", content: gzipped(t, ""), says: "the file is empty"},
		"blank lines":           {content: "\n\n\r\n  \n", says: "the file is empty"},
		"a byte order mark":     {content: "\ufeff", says: "the file is empty"},
		"two byte order marks":  {content: "\ufeff\ufeff" + header + goodPayment, status: Loaded, reads: 1},
		"only headers":          {content: header, status: Loaded},
		"only headers, no end":  {content: paymentHeader, status: Loaded},
		"junk":                  {content: junk(""), says: "it is binary, not text"},
		"junk json":             {ending: ".json", content: junk(`[{"a":"`), says: "it is binary, not text"},
		"junk ndjson":           {ending: ".ndjson", content: junk(""), says: "it is binary, not text"},
		"junk parquet":          {ending: ".parquet", content: junk(""), says: "it is no Parquet file"},
		"junk xlsx":             {ending: ".xlsx", content: junk("PK\x03\x04"), says: "it is no .xlsx workbook"},
		"junk gzip":             {ending: ".csv.gz", content: junk("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00"), says: "the gzip file is damaged"},
		"junk zstd":             {ending: ".csv.zst", content: junk("\x28\xb5\x2f\xfd"), says: "the zstd file is damaged"},
		"a workbook":            {content: string(bookOf(t, nil)), says: "it is a ZIP archive"},
		"a Parquet file":        {content: whole, says: "it is a Parquet file, not text"},
		"a gzip file":           {content: gzipped(t, header), says: "it is a gzip file, not text"},
		"cut gzip":              {ending: ".csv.gz", content: gzipped(t, header+junk(""))[:9000], says: "the gzip file is cut off"},
		"cut parquet":           {ending: ".parquet", content: whole[:len(whole)-20], says: "the Parquet file is cut off"},
		"long parquet footer":   {ending: ".parquet", content: whole[:len(whole)-8] + "\xff\xff\xff\x7fPAR1", says: "its footer would be longer than the file"},
		"lying parquet":         {ending: ".parquet", content: string(lying.bytes()), says: "its footer says 10000000000000 rows, its row groups have 10"},
		"negative parquet":      {ending: ".parquet", content: string(negative.bytes()), says: "the Parquet file is damaged"},
		"parquet page far away": {ending: ".parquet", content: string(far.bytes()), says: "the Parquet file is damaged"},
		"parquet page too big":  {ending: ".parquet", content: string(page.bytes()), says: "the Parquet file is damaged"},
		"NUL in a cell":         {content: header + goodPayment + "p2,a1,2026-03-05,10,sett\x00led\n", says: "line 3 holds NUL bytes"},
		"NUL in a header":       {content: "x\x00," + header + goodPayment, says: "the name of column 1 holds NUL bytes"},
		"NUL tail":              {content: header + strings.Repeat(goodPayment, 60_000) + strings.Repeat("\x00", 9000), says: "it holds NUL bytes where text should be"},
		"NUL in json":           {ending: ".json", content: `[{"payment_id":"p1","account_id":"a","paid_at":"2026-03-05","amount":1,"status":"x\u0000y"}]`, status: Loaded, reads: 1},
		"NUL in a json key":     {ending: ".json", content: `[{"payment_id\u0000":"p1","account_id":"a"}]`, says: "NUL bytes"},
		"UTF-16 big end":        {content: "\xfe\xff\x00a\x00,\x00b\x00\n", says: "no header feeds the required column account_id"},
		"UTF-16 cut":            {content: "\xff\xfea\x00,\x00b\x00\n\x00x", says: "not valid utf-16"},
		"UTF-32":                {content: "\xff\xfe\x00\x00a\x00\x00\x00,\x00\x00\x00b\x00\x00\x00\n\x00\x00\x00", says: "NUL bytes"},
		"invalid UTF-8":         {content: header + "p1,a1,2026-03-05,10,\xff\n" + strings.Repeat("p1,a1,2026-03-05,10,sí\n", 30), status: Loaded, reads: 31},
		"mixed line ends":       {content: paymentHeader + "\r\np1,a1,2026-03-05,10,settled\r" + goodPayment + goodPayment, status: Loaded, reads: 3},
		"million columns":       {content: numbered(1_000_000, "c%d,") + "\n", says: "columns, more than 4000"},
		"one endless header":    {content: strings.Repeat("payment_id ", 200_000), says: "longer than 1048576 bytes"},
		"million keys":          {ending: ".json", content: `[{"a":1` + numbered(1_000_000, `,"k%d":1`) + "}]", says: "more than 4000 different keys"},
		"keys of every record":  {ending: ".ndjson", content: numbered(100_000, "{\"k%d\":1}\n"), says: "more than 4000 different keys"},
		"wide parquet":          {ending: ".parquet", content: string(parquetClaim{columns: strings.Split(numbered(5_000, "c%d,"), ","), groups: 1, groupRows: 1}.bytes()), says: "it has 5001 columns"},
		"deep json":             {ending: ".json", content: strings.Repeat("[", 5_000_000), says: "nested more than 64 deep"},
		"deep whole json":       {ending: ".json", content: `[{"payment_id":` + strings.Repeat(`{"a":`, 500_000) + "1" + strings.Repeat("}", 500_000) + "}]", says: "nested more than 64 deep"},
		"deep ndjson":           {ending: ".ndjson", content: "{\"payment_id\":1}\n{\"a\":" + strings.Repeat("[", 500_000) + strings.Repeat("]", 500_000) + "}\n", says: "line 2 is nested more than 64 deep"},
		"repeated header":       {content: paymentHeader + ",status\np1,a1,2026-03-05,10,settled,x\n", says: `two columns have the header "status"`},
		"repeated idle header":  {content: paymentHeader + ",x,x,X,x_2\np1,a1,2026-03-05,10,settled,1,2,3,4\n", status: Loaded, reads: 1},
		"other scripts":         {content: paymentHeader + ",מספר,e\u0301\u0301\u0301\np\u202e1,a1,2026-03-05,10,settled,שלום,x\n", status: Loaded, reads: 1},
		"name with 'quotes\";":  {content: header + goodPayment, status: Loaded, reads: 1},
		"huge numbers": {content: payments("2026-03-05,1e400", "2026-03-05,"+strings.Repeat("9", 5000), "2026-03-05,99999999999999999999",
			"2026-03-05,nan", "2026-03-05,Infinity", "2026-03-05,0x10", "2026-03-05,1"), status: Loaded, reads: 7, rejects: 6},
		"odd dates": {content: payments("0000-01-01,1", "9999-12-31,1", "infinity,1", "-4713-01-01,1", "epoch,1", "290000-01-01,1", "2026-02-30,1",
			"0001-01-01 (BC),1", "2026-03-05,1"), status: Loaded, reads: 9, rejects: 8},
		"broken lines":   {content: header + strings.Repeat("p,\n", 300_000), says: "more than 200000 records have more or fewer cells"},
		"a folder":       {put: func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o755)) }, status: Failed, says: "it is a folder, not a file"},
		"a pipe":         {put: func(t *testing.T, path string) { must(t, syscall.Mkfifo(path, 0o644)) }, status: Failed, says: "it is a named pipe, not a file"},
		"a socket":       {put: listenAt, status: Failed, says: "it is a socket, not a file"},
		"a link to it":   {put: func(t *testing.T, path string) { must(t, os.Symlink(filepath.Base(path), path)) }, status: Failed, says: "the link leads to itself"},
		"a dead link":    {put: func(t *testing.T, path string) { must(t, os.Symlink("nothing", path)) }, status: Failed, says: "the link leads to nothing"},
		"a device":       {put: func(t *testing.T, path string) { must(t, os.Symlink("/dev/zero", path)) }, status: Failed, says: "under `root:`"},
		"\x1b[31m red\n": {content: header + goodPayment, status: Failed, says: `\x1b[31m red\n`},
		"\u202eright":    {content: header + goodPayment, status: Failed, says: `its name has characters that no screen shows`},
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func listenAt(t *testing.T, path string) {
	// A socket's path is short; a test's folder is not.
	t.Chdir(filepath.Dir(path))
	listener, err := net.Listen("unix", filepath.Base(path))
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
}

// numbered writes a format once for each number from 0.
func numbered(count int, format string) string {
	var text bytes.Buffer
	for i := range count {
		fmt.Fprintf(&text, format, i)
	}
	return text.String()
}

// TestRubbish loads all of it in one night, with a good file at the beginning and one at the end.
func TestRubbish(t *testing.T) {
	source := lenient(paymentsSource())
	source.Path = "*"
	in := newInbox(t, source)
	in.write("a.csv", 0, paymentHeader, "good1,a1,2026-03-05,10,settled")
	in.write("z.csv", 2, paymentHeader, "good2,a1,2026-03-05,10,settled")
	files := rubbishFiles(t)
	for name, file := range files {
		name += file.ending
		if file.ending == "" {
			name += ".csv"
		}
		if file.put != nil {
			file.put(t, filepath.Join(in.root, name))
			continue
		}
		in.writeText(name, 1, file.content)
	}
	reports := map[string]FileReport{}
	for _, report := range in.run().Files {
		name, _, _ := strings.Cut(strings.TrimPrefix(report.Path, `"`), ".")
		reports[name] = report
	}
	for _, good := range []string{"a", "z"} {
		if got := reports[good]; got.Status != Loaded || got.Accepted != 1 {
			t.Errorf("%s.csv: got %+v, want it loaded", good, got)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		want := files[name]
		if want.status == "" {
			want.status = Refused
		}
		quoted := strings.Trim(fmt.Sprintf("%+q", name), `"`)
		got, ok := reports[name]
		if !ok {
			got = reports[strings.ReplaceAll(quoted, `\"`, `"`)]
		}
		if got.Status != want.status {
			t.Errorf("%q: got %s (%v), want %s", name, got.Status, got.Err, want.status)
			continue
		}
		if want.status == Loaded {
			if got.Read != want.reads || got.Rejected != want.rejects {
				t.Errorf("%q: got %d rows read, %d rejected, want %d and %d", name, got.Read, got.Rejected, want.reads, want.rejects)
			}
			continue
		}
		message := got.Err.Error()
		if !strings.Contains(message, want.says) || len(message) > 2000 || !warehouse.IsPrintable(message) {
			t.Errorf("%q: got %q, want %q in it, and nothing that no screen shows", name, message, want.says)
		}
		if !strings.Contains(message, got.Path) {
			t.Errorf("%q: got %q, want the file %s in it", name, message, got.Path)
		}
	}
}

func TestStrayQuotesInAColumnThatNothingIsReadFrom(t *testing.T) {
	lines := []string{paymentHeader + ",nota"}
	for i := range 1000 {
		nota := fmt.Sprintf("n%d", i)
		switch i {
		case 500:
			nota = `"open`
		case 530:
			nota = `close"`
		case 700:
			nota = "\"a letter\nof three lines, some, with, commas, in, it\nis text\""
		}
		lines = append(lines, fmt.Sprintf("p%d,a%d,2026-03-05,10,settled,%s", i, i, nota))
	}
	text := strings.Join(lines, "\n") + "\n"
	for name, text := range map[string]string{"line feeds": text, "carriage returns": strings.ReplaceAll(text, "\n", "\r\n"), "no end": strings.TrimSpace(text)} {
		t.Run(name, func(t *testing.T) {
			in := newInbox(t, paymentsSource())
			in.writeText("pagos.csv", 0, text)
			wantCounts(t, in.run(), Counts{Read: 1000, Accepted: 969, Rejected: 31})
			in.wantRows("select line, reason, raw, parsed from ops.rejected_rows", "502|swallowed_rows|-|-")
			in.wantRows("select count(*) from raw.payments where payment_id in ('p499', 'p531', 'p700')", "3")
		})
	}

	source := paymentsSource()
	strict := 0.01
	source.MaxRejectRatio = &strict
	in := newInbox(t, source)
	in.writeText("pagos.csv", 0, text)
	wantRefused(t, in, "31 of 1000 rows are rejected", "the rows from line 502 to line 532")
}

func TestFileThatWasTooMuchIsTriedAgainUnderOtherLimits(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.opts.Limits.Columns = 3
	in.write("pagos.csv", 0, paymentHeader, strings.TrimSpace(goodPayment))
	wantRefused(t, in, "it has 5 columns, more than 3", "raise `limits.columns`")
	wantRefused(t, in, "it has 5 columns, more than 3")
	in.opts.Limits.Columns = 5
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
}

func TestRowsBeyondTheLimit(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.opts.Limits.Rows = 1
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a1,2026-03-05,10,settled")
	wantRefused(t, in, "it has 2 rows, more than 1", "raise `limits.rows`")
}
