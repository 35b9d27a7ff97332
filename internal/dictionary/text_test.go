package dictionary

import (
	"strings"
	"testing"
)

func TestParseText(t *testing.T) {
	tests := []struct {
		text    string
		want    Text
		wantErr string
	}{
		{text: "who owes", want: Text{Meaning: "who owes"}},
		{text: "[money] Σ a; b; NULL: none", want: Text{"money", "Σ a; b", "none"}},
		{text: "NULL: not stated", want: Text{Null: "not stated"}},
		{text: "[days] NULL: never", want: Text{Unit: "days", Null: "never"}},
		{text: "[dollars] a", wantErr: "unit"},
		{text: "[money a", wantErr: "unit"},
		{text: "a, NULL: none", wantErr: "semicolon"},
		{text: "a; NULL where b", wantErr: "say what NULL stands for"},
		{text: " ", wantErr: "says nothing"},
	}
	for _, test := range tests {
		got, err := parseText(test.text)
		switch {
		case test.wantErr != "":
			if err == nil || !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("parseText(%q): got error %v, want %q in it", test.text, err, test.wantErr)
			}
		case err != nil || got != test.want:
			t.Errorf("parseText(%q): got %+v, %v; want %+v", test.text, got, err, test.want)
		}
	}
}

func TestParseGlossary(t *testing.T) {
	got, err := parseGlossary("g.md", "# G\n\ntext - a: b\n\n- a: [money] b\n  c; NULL: d\n- e: f: g\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := (Text{"money", "b c", "d"}); got["a"] != want {
		t.Errorf("a: got %+v, want %+v", got["a"], want)
	}
	if want := (Text{Meaning: "f: g"}); got["e"] != want {
		t.Errorf("e: got %+v, want %+v", got["e"], want)
	}
	for _, broken := range []string{"- a b\n", "- A: b\n", "- a: b\n- a: c\n", "- a: [x] b\n"} {
		if _, err := parseGlossary("g.md", broken); err == nil || !strings.HasPrefix(err.Error(), "g.md:") {
			t.Errorf("%q: got error %v, want one with the line", broken, err)
		}
	}
}

func TestParseContract(t *testing.T) {
	const content = "-- description: a; one row\ncreate table t (\n    \"rows\" bigint, -- [rows] b\n" +
		"    c decimal(18, 4)\n)\n"
	got, err := parseContract("ops/t.sql", content)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Text{Unit: "rows", Meaning: "b"}); got.description != "a; one row" || len(got.columns) != 1 ||
		got.columns["rows"] != want {
		t.Errorf("got %+v", got)
	}
	if _, err := parseContract("ops/t.sql", "create table t (a integer)"); err == nil {
		t.Error("no description: got no error")
	}
}

func TestParseExample(t *testing.T) {
	got, err := parseExample("examples/1.sql", "-- question: a\n-- answer: b\n-- answer: c\n\nselect 1\n\n-- d\n")
	if err != nil {
		t.Fatal(err)
	}
	if got.File != "1.sql" || got.Question != "a" || got.Answer != "b c" || got.SQL != "select 1\n\n-- d" {
		t.Errorf("got %+v", got)
	}
	for _, broken := range []string{"-- question: a\n-- answer: b", "-- answer: b\n\nselect 1", "-- question: a\n\nselect 1"} {
		if _, err := parseExample("examples/1.sql", broken); err == nil {
			t.Errorf("%q: got no error", broken)
		}
	}
}

func FuzzParseText(f *testing.F) {
	f.Add("[money] Σ a; NULL: none")
	f.Add("NULL: NULL: ")
	f.Add("[")
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := parseText(text)
		if err == nil && parsed == (Text{}) {
			t.Errorf("parseText(%q) is empty without an error", text)
		}
	})
}

func FuzzParseGlossary(f *testing.F) {
	f.Add("- a: b\n  c\n")
	f.Add("- : \n- ")
	f.Fuzz(func(t *testing.T, content string) {
		entries, err := parseGlossary("g.md", content)
		for name, text := range entries {
			if err == nil && (name == "" || text == Text{}) {
				t.Errorf("entry %q is %+v", name, text)
			}
		}
	})
}
