package transform

import (
	"maps"
	"strings"
	"testing"
)

func TestParseDocument(t *testing.T) {
	doc, err := parseDocument("marts/a.sql", "-- description: a: b\r\n--grain:x\r\n\r\n\r\nselect\r\n    1; \r\n", modelKeys)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := doc.value("description"), "a: b"; got != want {
		t.Errorf("description: got %q, want %q", got, want)
	}
	if got, want := doc.value("grain"), "x"; got != want {
		t.Errorf("grain: got %q, want %q", got, want)
	}
	if got, want := doc.sql, "select\n    1"; got != want {
		t.Errorf("sql: got %q, want %q", got, want)
	}
	if got, want := doc.line, 5; got != want {
		t.Errorf("line: got %d, want %d", got, want)
	}
}

func TestParseDocumentColumns(t *testing.T) {
	const content = "-- description: x\n-- column a: [money] b: c\n-- column  d: e\n\nselect 1"
	doc, err := parseDocument("marts/a.sql", content, modelKeys)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := doc.columns(), map[string]string{"a": "[money] b: c", "d": "e"}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, err := parseDocument("checks/a.sql", content, checkKeys); err == nil {
		t.Error("a check describes columns: got no error")
	}
}

func FuzzParseDocument(f *testing.F) {
	f.Add("-- description: one row per x\n-- materialized: view\n\nselect 1;\n")
	f.Add("-- grain: x\n\n\n\n-- comment\nselect 1")
	f.Add("-- column a: b\n-- column : c\n\nselect 1")
	f.Add("--:\n")
	f.Add("\n;")
	f.Fuzz(func(t *testing.T, content string) {
		doc, err := parseDocument("marts/a.sql", content, modelKeys)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "marts/a.sql:") {
				t.Errorf("error names no place: %v", err)
			}
			return
		}
		lines := strings.Split(strings.ReplaceAll(content, "\r\n", "\n"), "\n")
		first, _, _ := strings.Cut(doc.sql, "\n")
		if !strings.Contains(lines[doc.line-1], strings.TrimSpace(first)) {
			t.Errorf("line %d is %q, the SELECT starts with %q", doc.line, lines[doc.line-1], first)
		}
		for key, value := range doc.keys {
			if value.value == "" || value.line < 1 || value.line >= doc.line {
				t.Errorf("key %q: got %+v, want a value above line %d", key, value, doc.line)
			}
		}
	})
}
