package ingest

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	utf "golang.org/x/text/encoding/unicode"
)

// An id of which only the pseudonym is known is found in every format, and no other is taken for it.
func TestFilesAreSearchedByPseudonym(t *testing.T) {
	pseudonyms := Pseudonyms{Columns: []string{"account_id"}, Key: Secret(testKey)}
	ids := []string{pseudonyms.Of("CR-7"), pseudonyms.Of("CC:8"), pseudonyms.Of("CÑ-9"), pseudonyms.Of("12345678901")}
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	wide, err := utf.UTF16(utf.LittleEndian, utf.UseBOM).NewEncoder().String("id;amount\nCR-7;5\n")
	if err != nil {
		t.Fatal(err)
	}
	sheet := func(id any) string {
		return string(buildWorkbook(t, func(file *excelize.File) { set(t, file, "Sheet1", "A2", id, "") }))
	}
	long := strings.Repeat("CR-71;5\n", 1<<17+1) // more than one piece
	for name, text := range map[string]string{
		"yes_1.csv": "id;amount\nCR-7;5\n", "yes_2.csv": "id;amount\n\"CC:8\";5\n", "yes_3.csv": "id,amount\nC\xd1-9,5\n",
		"yes_4.csv": wide, "yes_5.csv": long + "CR-7;5\n" + long, "yes_6.json": `[{"id":"CR\u002d7"}]`,
		"yes_7.ndjson": `{"id":"CC:8"}`, "yes_8.xlsx": sheet("CR-7"), "yes_9.xlsx": sheet(12345678901.0),
		"yes_10.csv": "id~amount\nCC:8~5\n", "yes_11.txt.gz": gzipped(t, "CR-7\t5\n"),
		"no_1.csv": long, "no_2.json": `[{"id":"CR\u002d70","CC":8}]`, "no_3.xlsx": sheet("CR-70"), "no_4.csv": "",
	} {
		write(name, text)
	}
	in := newInbox(t)
	if _, err := in.opts.DB.ExecContext(t.Context(), "copy (select 'CR-7' as id) to "+
		literal(filepath.Join(folder, "yes_12.parquet"))); err != nil {
		t.Fatal(err)
	}
	search := FileSearch{
		DB: in.opts.DB, TempDir: t.TempDir(),
		Known: NewKnownPseudonyms(pseudonyms, ids, []Source{{Dialect: Dialect{Delimiter: "~"}}}),
	}
	found, err := search.Find(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range found {
		found[i] = filepath.Base(path)
	}
	want, err := filepath.Glob(filepath.Join(folder, "yes_*"))
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range want {
		want[i] = filepath.Base(path)
	}
	if !slices.Equal(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}

	blanked := filepath.Join(folder, "yes_11.txt.gz")
	if isBlanked, err := search.Blank(t.Context(), blanked); err != nil || !isBlanked {
		t.Errorf("blank: got %t and error %v", isBlanked, err)
	}
	if content, err := os.ReadFile(blanked); err != nil || !bytes.Equal(content[:2], []byte{0x1f, 0x8b}) {
		t.Errorf("blank: got error %v, want a gzip", err)
	}
	if holds, err := search.holds(t.Context(), blanked); err != nil || holds {
		t.Errorf("after it: got %t and error %v", holds, err)
	}
}
