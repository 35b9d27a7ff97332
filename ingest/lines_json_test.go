package ingest

import (
	"maps"
	"strings"
	"testing"
)

func TestLocateJSONRecords(t *testing.T) {
	cases := map[string]struct {
		text     string
		keys     []string
		ordinals []int64
		want     map[int64]recordLine
		wantErr  string
	}{
		"one line": {
			text: `[{"a":1}, {"a":2},{"a":3}]`, ordinals: []int64{2, 0},
			want: map[int64]recordLine{0: {1, `{"a":1}`}, 2: {1, `{"a":3}`}},
		},
		"one record a line": {
			text: "[\n{\"a\":1},\n\n{\"a\":2}\n]\n", ordinals: []int64{1},
			want: map[int64]recordLine{1: {4, `{"a":2}`}},
		},
		"pretty-printed with carriage returns": {
			text: "[\r\n  {\r\n    \"a\": 1\r\n  },\r\n  {\r\n    \"a\": 2\r\n  }\r\n]", ordinals: []int64{0, 1},
			want: map[int64]recordLine{0: {2, "{\r\n    \"a\": 1\r\n  }"}, 1: {5, "{\r\n    \"a\": 2\r\n  }"}},
		},
		"nested path behind other arrays": {
			text: "{\"data\": {\"n\": [\n[1], {\"x\": []}],\n\"items\": [1,\nnull,\n{}]}}", keys: []string{"data", "items"},
			ordinals: []int64{0, 1, 2},
			want:     map[int64]recordLine{0: {3, "1"}, 1: {4, "null"}, 2: {5, "{}"}},
		},
		"of equal keys the first": {
			text: "{\"r\":[1],\n\"r\":[2]}", keys: []string{"r"}, ordinals: []int64{0, 1}, want: map[int64]recordLine{0: {1, "1"}},
		},
		"documents one after the other": {
			text: "{\"r\":[1]}\n{\"q\":[7]}\n{\"r\":[2]}\n", keys: []string{"r"}, ordinals: []int64{1},
			want: map[int64]recordLine{1: {3, "2"}},
		},
		"a path to no array": {text: `{"r":{"s":1}}`, keys: []string{"r"}, ordinals: []int64{0}, want: map[int64]recordLine{}},
		"not a number": {
			text: "[1,\nNaN,\n3]", ordinals: []int64{0, 2}, want: map[int64]recordLine{0: {1, "1"}},
		},
		"cut": {text: "[1,\n2", ordinals: []int64{3}, wantErr: "read line 2: unexpected EOF"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := locateJSONRecords(strings.NewReader(c.text), c.keys, c.ordinals)
			if c.wantErr != "" {
				if err == nil || err.Error() != c.wantErr {
					t.Errorf("got error %v, want %s", err, c.wantErr)
				}
				return
			}
			if err != nil || !maps.Equal(got, c.want) {
				t.Errorf("got %v, %v, want %v", got, err, c.want)
			}
		})
	}
}

func TestLocateJSONRecordsOfALongText(t *testing.T) {
	text := "{\"skipped\": [" + strings.Repeat("[1,\n2],", 50_000) + "0],\n\"r\": [" + strings.Repeat("{\n\"a\": 1},", 50_000) + "7]}"
	got, err := locateJSONRecords(strings.NewReader(text), []string{"r"}, []int64{49_999, 50_000})
	want := map[int64]recordLine{49_999: {50_002 + 49_999, "{\n\"a\": 1}"}, 50_000: {50_002 + 50_000, "7"}}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

func TestRejectedJSONRecordHasItsLine(t *testing.T) {
	const good = `{"payment_id":"p1","debt":{"account_id":"a1","phone":"5551"},"paid_at":"2026-03-05","amount":1.50,"name":"Ana"}`
	const bad = `{"payment_id":"p2","debt":{"account_id":"a2","phone":"5552"},"paid_at":"2026-03-05","amount":"x","name":{"first":"Eva"}}`
	const raw = `{"payment_id":"p2","debt":{"account_id":"a2","phone":"…"},"paid_at":"2026-03-05","amount":"x","name":"…"}`
	pretty := strings.NewReplacer(`{`, "{\n  ", `,`, ",\n  ", `}`, "\n}")
	cases := map[string]struct{ file, records, text, goodLine, badLine string }{
		"array on one line": {"pagos.json", "", "[" + good + "," + bad + "]", "1", "1"},
		"array by lines":    {"pagos.json", "", "[\n" + good + ",\n" + bad + "\n]\n", "2", "3"},
		"pretty-printed":    {"pagos.json", "", "[" + pretty.Replace(good) + ",\n" + pretty.Replace(bad) + "]", "1", "11"},
		"nested":            {"pagos.json", "data.items", "{\"meta\":[{}],\n\"data\":{\"items\":[" + good + ",\n" + bad + "]}}", "2", "3"},
		"byte order mark":   {"pagos.json", "", "\ufeff[" + good + ",\n" + bad + "]", "1", "2"},
		"object per line":   {"pagos.ndjson", "", good + "\n\n" + bad + "\n", "1", "3"},
	}
	for name, c := range cases {
		for _, ending := range []string{"", ".gz", ".zst"} {
			t.Run(name+ending, func(t *testing.T) {
				in := newInbox(t, lenient(Source{Name: "pagos", Entity: "payments", Path: "pagos*", Records: c.records,
					Columns: map[string]Headers{"account_id": {"debt.account_id"}}}))
				in.writeText(c.file+ending, 0, pack(t, ending, c.text))
				wantCounts(t, in.run(), Counts{Read: 2, Accepted: 1, Rejected: 1})
				in.wantRows(rejects, c.badLine+"|amount|bad_number|true|"+raw)
				in.wantTrace("payments", "p1", "p1 load 1 "+c.file+ending+":"+c.goodLine+" "+
					strings.NewReplacer("5551", "…", `"Ana"`, `"…"`).Replace(good)+" replaced by 0 ")
			})
		}
	}
}
