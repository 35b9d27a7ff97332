package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
)

func TestLocateRecords(t *testing.T) {
	tests := map[string]struct {
		text     string
		dialect  Dialect
		ordinals []int64
		offsets  []int64
		want     map[int64]recordLine
		wantAt   map[int64]recordLine
	}{
		"first and last": {
			text: "a,b\n1,2\n3,4\n5,6", ordinals: []int64{0, 2},
			want: map[int64]recordLine{0: {Line: 2, Raw: "1,2"}, 2: {Line: 4, Raw: "5,6"}},
		},
		"blank lines count as lines, not as records": {
			text: "a,b\n\n1,2\n\n\n3,4\n", ordinals: []int64{1},
			want: map[int64]recordLine{1: {Line: 6, Raw: "3,4"}},
		},
		"a blank line of one column is a record": {
			text: "a\n1\n\n3\n", ordinals: []int64{1, 2},
			want: map[int64]recordLine{1: {Line: 3, Raw: ""}, 2: {Line: 4, Raw: "3"}},
		},
		"quoted line ends": {
			text: "a,b\n\"1\n\n1\",2\n3,\"4\"\"\n5\"\n6,7\n", ordinals: []int64{0, 1, 2},
			want: map[int64]recordLine{0: {Line: 2, Raw: "\"1\n\n1\",2"}, 1: {Line: 5, Raw: "3,\"4\"\"\n5\""}, 2: {Line: 7, Raw: "6,7"}},
		},
		"preamble with a quote": {
			text: "say \"hi\nand bye\na;b\n1;2\n", dialect: Dialect{SkipHeaderRows: 2, Delimiter: ";"}, ordinals: []int64{0},
			want: map[int64]recordLine{0: {Line: 4, Raw: "1;2"}},
		},
		"a quote opens behind one space, not behind two": {
			text: "a,b\n \"1\n1\",2\n  \"3,4\n5,6\n", ordinals: []int64{0, 1, 2},
			want: map[int64]recordLine{0: {Line: 2, Raw: " \"1\n1\",2"}, 1: {Line: 4, Raw: "  \"3,4"}, 2: {Line: 5, Raw: "5,6"}},
		},
		"windows line ends": {
			text: "a,b\r\n1,2\r\n3,4\r\n", ordinals: []int64{1}, want: map[int64]recordLine{1: {Line: 3, Raw: "3,4"}},
		},
		"old Mac line ends": {
			text: "a,b\r1,2\r3,4\r", ordinals: []int64{1}, want: map[int64]recordLine{1: {Line: 3, Raw: "3,4"}},
		},
		"rejected records have no ordinal": {
			text: "a,b\n1,2\n1\n3,4\n", ordinals: []int64{1}, offsets: []int64{8},
			want: map[int64]recordLine{1: {Line: 4, Raw: "3,4"}}, wantAt: map[int64]recordLine{8: {Line: 3, Raw: "1"}},
		},
		"a rejected record behind a blank line is given by the blank line": {
			text: "a,b\n1,2\n\n  \n3,4\n", ordinals: []int64{1}, offsets: []int64{8},
			want: map[int64]recordLine{1: {Line: 5, Raw: "3,4"}}, wantAt: map[int64]recordLine{8: {Line: 4, Raw: "  "}},
		},
		"text behind a closing quote": {
			text: "a,b\n\"1\"x,2\n5,6\n", ordinals: []int64{0}, offsets: []int64{4},
			want: map[int64]recordLine{0: {Line: 3, Raw: "5,6"}}, wantAt: map[int64]recordLine{4: {Line: 2, Raw: "\"1\"x,2"}},
		},
		"an unclosed quote runs to the end": {
			text: "a,b\n1,2\n\"3,4\n5,6\n", offsets: []int64{8},
			wantAt: map[int64]recordLine{8: {Line: 3, Raw: "\"3,4\n5,6", OpenQuote: 3}},
		},
		"beyond the end": {text: "a,b\n1,2\n", ordinals: []int64{7}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if test.dialect.Delimiter == "" {
				test.dialect.Delimiter = ","
			}
			got, gotAt, err := locateRecords(strings.NewReader(test.text), test.dialect, test.ordinals, test.offsets)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []map[int64]recordLine{test.want, test.wantAt} {
				for place, record := range want {
					record.Span = int64(strings.Count(record.Raw, "\n")) + 1
					want[place] = record
				}
			}
			if !maps.Equal(got, test.want) {
				t.Errorf("by ordinal: got %v, want %v", got, test.want)
			}
			if !maps.Equal(gotAt, test.wantAt) {
				t.Errorf("by offset: got %v, want %v", gotAt, test.wantAt)
			}
		})
	}
}

// FuzzLocateRecords holds the locator against DuckDB: the text it finds for a rowid must be what DuckDB read there, and every record DuckDB rejected must be found.
func FuzzLocateRecords(f *testing.F) {
	db, err := warehouse.Open(context.Background(), warehouse.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1) // temporary tables belong to one connection
	for _, seed := range []string{"1,2\n3,4\n", "\"1\n\",2\n\n3\n4,5\n", "1,2,3\n\n\n4,\"5\"\"\"\n", "\"a\"b,1\n2,3\n", "1,\"2\n3,4"} {
		f.Add(seed)
	}
	path := filepath.Join(f.TempDir(), "records.csv")
	f.Fuzz(func(t *testing.T, seed string) {
		// Only what matters to the structure is worth trying; a file of this length has one buffer.
		body := strings.Map(func(r rune) rune {
			return rune("1,\"\n \n,\"x2"[int(r)%10])
		}, seed)
		text := "a,b\n" + body
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		rows, offsets, ok := readWithDuckDB(t, db, path)
		if !ok {
			return // DuckDB gave the file up
		}
		ordinals := slices.Collect(maps.Keys(rows))
		found, rejected, err := locateRecords(strings.NewReader(text), Dialect{Delimiter: ","}, ordinals, offsets)
		if err != nil {
			t.Fatal(err)
		}
		var isUnquoted bool
		if err := db.QueryRow("select count(*) > 0 from reject_errors where error_type = 'UNQUOTED VALUE'").Scan(&isUnquoted); err != nil {
			t.Fatal(err)
		}
		if isUnquoted {
			clear(rows) // behind text after a closing quote, DuckDB may go on in the middle of the line
		}
		for ordinal, want := range rows {
			// How DuckDB reads quotes and spaces in odd places, and where it cuts cells there, is its own matter: the text
			// of the record is the same.
			bare := strings.NewReplacer(`"`, "", " ", "", "|", "", ",", "")
			if bare.Replace(found[ordinal].Raw) != bare.Replace(want) {
				t.Errorf("%q: record %d: got %q, DuckDB has %q", text, ordinal, found[ordinal].Raw, want)
			}
		}
		for _, offset := range offsets {
			if _, ok := rejected[offset]; !ok {
				t.Errorf("%q: rejected record at byte %d is not found", text, offset)
			}
		}
	})
}

func readWithDuckDB(t *testing.T, db *warehouse.DB, path string) (rows map[int64]string, rejected []int64, ok bool) {
	t.Helper()
	for _, statement := range []string{"drop table if exists stage", "drop table if exists reject_errors",
		"drop table if exists reject_scans"} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	_, err := db.Exec(fmt.Sprintf(`create temp table stage as select * from read_csv(%s, auto_detect = false, header = true,
		delim = ',', quote = '"', escape = '"', columns = {'a': 'varchar', 'b': 'varchar'}, store_rejects = true)`,
		warehouse.QuoteLiteral(path)))
	if err != nil {
		return nil, nil, false
	}
	rows = map[int64]string{}
	scan(t, db, "select rowid, concat_ws('|', coalesce(a, ''), coalesce(b, '')) from stage", func(result *sql.Rows) error {
		var id int64
		var cells string
		err := result.Scan(&id, &cells)
		rows[id] = cells
		return err
	})
	scan(t, db, "select distinct line_byte_position from reject_errors", func(result *sql.Rows) error {
		var offset int64
		err := result.Scan(&offset)
		rejected = append(rejected, offset)
		return err
	})
	return rows, rejected, true
}

func scan(t *testing.T, db *warehouse.DB, query string, row func(*sql.Rows) error) {
	t.Helper()
	result, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer result.Close()
	for result.Next() {
		if err := row(result); err != nil {
			t.Fatal(err)
		}
	}
	if err := result.Err(); err != nil {
		t.Fatal(err)
	}
}
