package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/zstd"
)

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if _, err := io.WriteString(writer, text); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.String()
}

func zstandard(t testing.TB, text string) string {
	t.Helper()
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoder.EncodeAll([]byte(text), nil))
}

func TestOpenDecoded(t *testing.T) {
	tests := map[string]struct {
		name, content, encoding string
		want                    string
		wantError               string
	}{
		"plain":                     {name: "a.csv", content: "crédito\n", want: "crédito\n"},
		"byte order mark":           {name: "a.csv", content: "\xEF\xBB\xBFa\n", encoding: "utf-8", want: "a\n"},
		"gzip":                      {name: "a.csv.gz", content: gzipped(t, "a\nb\n"), want: "a\nb\n"},
		"gzip of two members":       {name: "a.csv.gz", content: gzipped(t, "a\n") + gzipped(t, "b\n"), want: "a\nb\n"},
		"zstd":                      {name: "a.csv.ZST", content: zstandard(t, "a\nb\n"), want: "a\nb\n"},
		"windows-1252":              {name: "a.csv", content: "ni\xF1o \x80", encoding: "windows-1252", want: "niño €"},
		"latin-1":                   {name: "a.csv", content: "ni\xF1o", encoding: "latin-1", want: "niño"},
		"utf-16 little":             {name: "a.csv", content: "\xFF\xFEa\x00\xF1\x00", encoding: "utf-16", want: "añ"},
		"utf-16 big":                {name: "a.csv", content: "\xFE\xFF\x00a\x00\xF1", encoding: "utf-16", want: "añ"},
		"long text with cut pieces": {name: "a.csv", content: strings.Repeat("ñandú,", 50_000), want: strings.Repeat("ñandú,", 50_000)},
		"a wrong utf-8":             {name: "a.csv", content: "a\nb\nni\xF1o\n", encoding: "utf-8", wantError: "a.csv:3: a character is not valid utf-8; set `dialect.encoding`"},
		"utf-8 cut at the end":      {name: "a.csv", content: "a\n\xC3", wantError: "a.csv:2: "},
		"undefined in windows-1252": {name: "a.csv", content: "a\n\x81\n", encoding: "windows-1252", wantError: "a.csv:2: a character is not valid windows-1252"},
		"half of a utf-16 pair":     {name: "a.csv", content: "\xFF\xFE\x00\xD8a\x00", encoding: "utf-16", wantError: "a.csv:1: "},
		"no gzip":                   {name: "a.csv.gz", content: "a,b\n", wantError: "is it really gzip"},
		"cut gzip":                  {name: "a.csv.gz", content: gzipped(t, strings.Repeat("ab", 100))[:20], wantError: "the gzip file is cut off; copy it again"},
		"a bomb":                    {name: "a.csv.gz", content: gzipped(t, strings.Repeat("a", 40<<20)), wantError: "that is no export"},
		"unknown encoding":          {name: "a.csv", content: "a", encoding: "ebcdic", wantError: "`dialect.encoding` is utf-8, utf-16, latin-1 or windows-1252"},
		"missing":                   {name: "b.csv", wantError: "open b.csv"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			root := fstest.MapFS{}
			if name != "missing" {
				root[test.name] = &fstest.MapFile{Data: []byte(test.content)}
			}
			var text []byte
			reader, err := textFiles{root: root, limits: Limits{}.withDefaults()}.openDecoded(test.name, Dialect{Encoding: test.encoding})
			if err == nil {
				text, err = io.ReadAll(reader)
				reader.Close()
			}
			if test.wantError != "" {
				if err == nil || !strings.Contains(err.Error(), test.wantError) {
					t.Errorf("got error %v, want %q in it", err, test.wantError)
				}
				return
			}
			if err != nil || string(text) != test.want {
				t.Errorf("got %.60q, %v, want %.60q", text, err, test.want)
			}
		})
	}
}

func TestDecodeToFile(t *testing.T) {
	tests := map[string]struct {
		content string
		dialect Dialect
		want    string
	}{
		"windows-1252":            {"cr\xE9dito;a\r\n1;2\r\n", Dialect{Encoding: "windows-1252"}, "crédito;a\r\n1;2\r\n"},
		"footer":                  {"a;b\n1;2\nTotal;1\n", Dialect{SkipFooterRows: 1}, "a;b\n1;2\n"},
		"footer and blank end":    {"a;b\n\n1;2\nTotal;1\nFin\n\n \n", Dialect{SkipFooterRows: 2}, "a;b\n\n1;2\n"},
		"footer without line end": {"a;b\n1;2\nTotal", Dialect{SkipFooterRows: 1}, "a;b\n1;2\n"},
		"footer longer than file": {"a;b\n1;2\n", Dialect{SkipFooterRows: 5}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			root := fstest.MapFS{"a.csv": {Data: []byte(test.content)}}
			target := filepath.Join(t.TempDir(), "a.csv")
			if !needsDecoding("a.csv", test.dialect) {
				t.Error("got no need of decoding, want one")
			}
			files := textFiles{root: root, limits: Limits{}.withDefaults()}
			if err := files.decodeToFile(context.Background(), "a.csv", test.dialect, target); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(target)
			if err != nil || string(got) != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
	for _, dialect := range []Dialect{{}, {Encoding: "utf-8", SkipHeaderRows: 3}} {
		if needsDecoding("a.csv.gz", dialect) {
			t.Errorf("%+v: got a need of decoding, but DuckDB reads it", dialect)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	root := fstest.MapFS{"a.csv": {Data: []byte("a\n")}}
	files := textFiles{root: root, limits: Limits{}.withDefaults()}
	if err := files.decodeToFile(ctx, "a.csv", Dialect{}, filepath.Join(t.TempDir(), "a.csv")); err == nil {
		t.Error("cancelled: got no error")
	}
}
