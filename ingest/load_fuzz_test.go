package ingest

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
	"github.com/xuri/excelize/v2"
)

// fuzzFormats are the endings under which FuzzLoad loads a content.
var fuzzFormats = []string{".csv", ".json", ".ndjson", ".parquet", ".xlsx", ".csv.gz", ".csv.zst"}

// FuzzLoad loads small files from end to end, through DuckDB. Any of them is loaded or refused; none fails, stops the
// run, or loses a line without a word.
func FuzzLoad(f *testing.F) {
	const rows = paymentHeader + "\np1,a1,2026-03-05,10,settled\np2,a2,2026-03-06,-3,\n"
	f.Add(0, []byte(rows))
	f.Add(0, []byte(strings.ReplaceAll(rows, "\n", "\r\n")+"p3,a3,\"2026-03-05\n\",1,\"x"))
	f.Add(0, []byte("payment_id;account_id;paid_at;amount\np1;a1;05/03/2026;1.234,5\np2;\"a;2\";x\n"))
	f.Add(1, []byte(`[{"payment_id":"p1","account_id":"a1","paid_at":"2026-03-05","amount":10},{"amount":{"a":[null]}}]`))
	f.Add(2, []byte(`{"payment_id":"p1","account_id":"a1","paid_at":"2026-03-05","amount":10}`+"\n\nnot json\n"))
	f.Add(3, parquetClaim{columns: strings.Split(paymentHeader, ","), groups: 1, groupRows: 10}.bytes())
	f.Add(4, buildWorkbook(f, func(file *excelize.File) {
		for i, header := range strings.Split(paymentHeader, ",") {
			set(f, file, "Sheet1", string(rune('A'+i))+"1", header, "")
			set(f, file, "Sheet1", string(rune('A'+i))+"2", i, "")
		}
	}))
	db, err := warehouse.Open(f.Context(), warehouse.Options{Threads: 1, MemoryLimit: "1GB", TempDirectory: f.TempDir()})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = db.Close() })
	if err := db.Prepare(f.Context(), sqlfiles.FS); err != nil {
		f.Fatal(err)
	}
	root, scratch := f.TempDir(), f.TempDir()
	source := paymentsSource()
	source.Path = "*"
	f.Fuzz(func(t *testing.T, format int, content []byte) {
		ending := fuzzFormats[uint(format)%uint(len(fuzzFormats))]
		path := filepath.Join(root, "p"+ending)
		must(t, os.WriteFile(path, content, 0o600))
		defer os.Remove(path)
		report, err := Run(t.Context(), Options{DB: db, Root: root, Sources: []Source{source}, TempDir: scratch,
			RetryRejected: true})
		if err != nil {
			t.Fatal(err)
		}
		file := report.Files[0]
		if file.Status != Loaded && file.Status != Refused {
			t.Fatalf("got %s: %v", file.Status, file.Err)
		}
		if file.Status == Refused && !warehouse.IsPrintable(file.Err.Error()) {
			t.Errorf("message: %q", file.Err)
		}
		if sum := file.Accepted + file.Duplicate + file.Corrected + file.Rejected; file.Status == Loaded && file.Read != sum {
			t.Errorf("counts: %+v", file.Counts)
		}
		if ending == ".csv" && file.Status == Loaded && !bytes.ContainsAny(content, "\"\r") && !bytes.HasPrefix(content, []byte{0xFF, 0xFE}) &&
			!bytes.HasPrefix(content, []byte{0xFE, 0xFF}) {
			lines := int64(0)
			for line := range strings.Lines(string(content)) {
				if strings.TrimSpace(line) != "" {
					lines++
				}
			}
			if file.Read < lines-1 {
				t.Errorf("got %d rows read of %d lines with the header", file.Read, lines)
			}
		}
		for _, table := range []string{"raw.payments", "ops.loads", "ops.files", "ops.rejected_rows", "ops.superseded_rows"} {
			_, err := db.ExecContext(t.Context(), "delete from "+table)
			must(t, err)
		}
	})
}

// FuzzWorkbook opens any bytes as a workbook.
func FuzzWorkbook(f *testing.F) {
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add(buildWorkbook(f, func(*excelize.File) {}))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, content []byte) {
		root := fstest.MapFS{"book.xlsx": {Data: content}}
		limits := Limits{DecompressedBytes: 1 << 24}.withDefaults()
		// Any answer but a panic or a hang is fine.
		_, _ = xlsxToParquet(t.Context(), root, "book.xlsx", "", Dialect{}, limits, filepath.Join(dir, "out"))
	})
}

// FuzzDecompress checks that no bytes become more than they may.
func FuzzDecompress(f *testing.F) {
	f.Add(true, []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"))
	f.Add(false, []byte("\x28\xb5\x2f\xfd\x04\x00\x09\x00\x00abc"))
	f.Fuzz(func(t *testing.T, isGzip bool, content []byte) {
		name := "a.zst"
		if isGzip {
			name = "a.gz"
		}
		file, err := fstest.MapFS{name: {Data: content}}.Open(name)
		must(t, err)
		limits := Limits{DecompressedBytes: 1 << 20}.withDefaults()
		plain, err := decompress(file, name, limits)
		if err != nil {
			return
		}
		n, err := io.Copy(io.Discard, plain)
		if n > 2*limits.DecompressedBytes || err == nil && n > limits.DecompressedBytes {
			t.Errorf("%d bytes became %d (%v)", len(content), n, err)
		}
	})
}

// FuzzJSONGuard compares the guard's depth with what the standard library finds in the same document, whatever the
// pieces it comes in.
func FuzzJSONGuard(f *testing.F) {
	f.Add(`[{"a":{"b":[1,"]}"]},"c\"[":null}]`, uint(3))
	f.Add(`{"a":"\\","b":[[[]]]}`, uint(1))
	f.Fuzz(func(t *testing.T, text string, piece uint) {
		if !json.Valid([]byte(text)) {
			return
		}
		deepest, depth := int64(0), int64(0)
		decoder := json.NewDecoder(strings.NewReader(text))
		for {
			token, err := decoder.Token()
			if err != nil {
				break
			}
			switch token {
			case json.Delim('['), json.Delim('{'):
				depth++
				deepest = max(deepest, depth)
			case json.Delim(']'), json.Delim('}'):
				depth--
			}
		}
		for _, limit := range []int64{deepest, deepest - 1} {
			if limit < 1 {
				continue
			}
			guard := newJSONGuard(Limits{JSONDepth: limit}.withDefaults(), false)
			size := int(piece%16) + 1
			var err error
			for rest := []byte(text); len(rest) > 0 && err == nil; rest = rest[min(size, len(rest)):] {
				err = guard.add(rest[:min(size, len(rest))])
			}
			if (err == nil) != (limit >= deepest) {
				t.Errorf("%s: depth %d, limit %d: got %v", text, deepest, limit, err)
			}
		}
	})
}

// FuzzTextCounter checks that lines are counted as they are split.
func FuzzTextCounter(f *testing.F) {
	f.Add("a,b\r\n1,\"2\n3\"\n")
	f.Add("a\rb\r")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "\x00") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") && strings.Contains(text, "\n") {
			return // refused, or rewritten before
		}
		facts, err := guardText(t.Context(), strings.NewReader(text), Dialect{Delimiter: ","}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := int64(len(splitLines(text))); facts.lines != want && strings.Trim(text, "\r\n") != "" {
			t.Errorf("%q: got %d lines, want %d", text, facts.lines, want)
		}
	})
}
