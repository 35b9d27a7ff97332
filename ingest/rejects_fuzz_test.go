package ingest

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// FuzzRejectedLines exports two lines of any text. What comes out must be the header and whole lines of the text, in
// their order and without a change; of a text without quotes, just those that were asked for.
func FuzzRejectedLines(f *testing.F) {
	f.Add("a,b\n1,2\n3,4\n", 2, 3, 0, 0)
	f.Add("top\r\na;b\r\n1;\"x\r\ny\"\r\n3;4\r\nTotal", 3, 5, 1, 1)
	f.Add("a\n\n1\n\"2\n3", 4, 5, 0, 0)
	f.Add("a,b\r1,2\r3,4", 3, 2, 0, 0)
	f.Add("\ufeffa\n1", 2, 2, 0, 2)
	f.Fuzz(func(t *testing.T, text string, one, two, header, footer int) {
		if one < 1 || two < 1 || header < 0 || header > 3 || footer < 0 || footer > 3 {
			t.Skip()
		}
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "in.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		root, err := os.OpenRoot(folder)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		lines := []int64{int64(one), int64(two)}
		slices.Sort(lines)
		lines = slices.Compact(lines)
		e := &rejectExporter{target: filepath.Join(folder, "out.csv")}
		r := &rejectReader{
			loader:   &loader{root: root, Options: Options{Limits: DefaultLimits()}},
			source:   Source{Name: "s", Entity: "payments", Path: "*.csv", Dialect: Dialect{SkipHeaderRows: header, SkipFooterRows: footer, Encoding: "utf-8"}},
			file:     exportFile{Path: "in.csv", SizeBytes: int64(len(text))},
			done:     &ExportedRejects{RejectedFile: RejectedFile{Path: "in.csv", Rows: int64(len(lines)), Lines: lines}},
			exporter: e,
		}
		if r.readText(t.Context(), "csv") != nil || len(e.outputs) == 0 {
			return // refused, or none of the lines is there
		}
		if err := errors.Join(e.finish(), e.place()); err != nil {
			t.Fatal(err)
		}
		written, err := os.ReadFile(e.target)
		if err != nil {
			t.Fatal(err)
		}
		got, all := textLines(string(written)), textLines(text)
		if len(got) == 0 || got[0] != all[0] {
			t.Fatalf("the head is not that of the file: %q of %q", got, all)
		}
		rest := all
		for _, line := range got {
			at := slices.Index(rest, line)
			if at < 0 {
				t.Fatalf("%q is no line of the file, or out of order: %q of %q", line, got, all)
			}
			rest = rest[at+1:]
		}
		if strings.Contains(text, `"`) || footer > 0 || strings.Contains(text, "\r") {
			return
		}
		for _, line := range lines {
			if int(line) <= len(all) && strings.TrimSpace(all[line-1]) != "" && !slices.Contains(got, all[line-1]) {
				t.Fatalf("line %d is missing: %q of %q", line, got, all)
			}
		}
	})
}

// textLines are the lines of a text with any kind of line end, without their ends.
func textLines(text string) []string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
