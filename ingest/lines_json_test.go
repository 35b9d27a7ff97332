package ingest

import (
	"encoding/json"
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
			want: map[int64]recordLine{0: {Line: 1, Raw: `{"a":1}`}, 2: {Line: 1, Raw: `{"a":3}`}},
		},
		"one record a line": {
			text: "[\n{\"a\":1},\n\n{\"a\":2}\n]\n", ordinals: []int64{1},
			want: map[int64]recordLine{1: {Line: 4, Raw: `{"a":2}`}},
		},
		"pretty-printed with carriage returns": {
			text: "[\r\n  {\r\n    \"a\": 1\r\n  },\r\n  {\r\n    \"a\": 2\r\n  }\r\n]", ordinals: []int64{0, 1},
			want: map[int64]recordLine{0: {Line: 2, Raw: "{\r\n    \"a\": 1\r\n  }"}, 1: {Line: 5, Raw: "{\r\n    \"a\": 2\r\n  }"}},
		},
		"nested path behind other arrays": {
			text: "{\"data\": {\"n\": [\n[1], {\"x\": []}],\n\"items\": [1,\nnull,\n{}]}}", keys: []string{"data", "items"},
			ordinals: []int64{0, 1, 2},
			want:     map[int64]recordLine{0: {Line: 3, Raw: "1"}, 1: {Line: 4, Raw: "null"}, 2: {Line: 5, Raw: "{}"}},
		},
		"of equal keys the first": {
			text: "{\"r\":[1],\n\"r\":[2]}", keys: []string{"r"}, ordinals: []int64{0, 1}, want: map[int64]recordLine{0: {Line: 1, Raw: "1"}},
		},
		"documents one after the other": {
			text: "{\"r\":[1]}\n{\"q\":[7]}\n{\"r\":[2]}\n", keys: []string{"r"}, ordinals: []int64{1},
			want: map[int64]recordLine{1: {Line: 3, Raw: "2"}},
		},
		"a path to no array": {text: `{"r":{"s":1}}`, keys: []string{"r"}, ordinals: []int64{0}, want: map[int64]recordLine{}},
		"not a number": {
			text: "[1,\nNaN,\n3]", ordinals: []int64{0, 2}, want: map[int64]recordLine{0: {Line: 1, Raw: "1"}},
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
	text := "{\"skipped\": [" + strings.Repeat("[1,\n2],", 50_000) + "0],\n\"r\": [" +
		strings.Repeat("{\n\"a\": 1},", 50_000) + "7]}"
	got, err := locateJSONRecords(strings.NewReader(text), []string{"r"}, []int64{49_999, 50_000})
	want := map[int64]recordLine{49_999: {Line: 50_002 + 49_999, Raw: "{\n\"a\": 1}"}, 50_000: {Line: 50_002 + 50_000, Raw: "7"}}
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

// FuzzLocateJSONRecords holds the streaming pass against a decoding of the whole text.
func FuzzLocateJSONRecords(f *testing.F) {
	for _, seed := range []string{
		"[]", "[1,\n2 ,3]", "[\r\n{\"a\":\"]\\n\"},\n\n[[1],{}] ]", "[\"\\\"\",null,-1.5e3]\n", "[{\"a\":1}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var records []json.RawMessage
		isValid := json.Unmarshal([]byte(text), &records) == nil
		ordinals := make([]int64, len(records)+1)
		for i := range ordinals {
			ordinals[i] = int64(i)
		}
		found, err := locateJSONRecords(strings.NewReader(text), nil, ordinals)
		if !isValid {
			return // it need not panic, nor more
		}
		if err != nil || len(found) != len(records) {
			t.Fatalf("%q: got %d records, %v, want %d", text, len(found), err, len(records))
		}
		place := strings.Index(text, "[") + 1
		for i, record := range records {
			place += strings.Index(text[place:], string(record))
			want := recordLine{Line: 1 + int64(strings.Count(text[:place], "\n")), Raw: string(record)}
			if got := found[int64(i)]; got != want {
				t.Errorf("%q: record %d: got %v, want %v", text, i, got, want)
			}
			place += len(record)
		}
	})
}

func TestMaskFields(t *testing.T) {
	mapped := [][]string{{"id"}, {"debt", "account.id"}, {"debt", "tags"}}
	for text, want := range map[string]string{
		`{"id" : 1.50, "name":"Ana"}`: `{"id":1.50,"name":"…"}`,
		`{"debt":{"account.id":"<a>","phones":{"5551":1},"tags":[ "x" ]},"x":{"id":7}}`: `{"debt":{"account.id":"<a>","phones":"…","tags":["x"]},"x":"…"}`,
		`{"debt":"Ana","id":{"a":1}}`: `{"debt":"…","id":{"a":1}}`,
		`{"id":1,"id":2,"<b>":3}`:     `{"id":1,"id":2,"<b>":"…"}`,
		`{}`:                          `{}`,
	} {
		if got, err := maskFields(json.RawMessage(text), mapped); err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{`"Ana"`, `[{"id":1}]`, `null`, `{"id":`, ``} {
		if got, err := maskFields(json.RawMessage(text), mapped); err == nil {
			t.Errorf("%s: got %s, want an error", text, got)
		}
	}
}
