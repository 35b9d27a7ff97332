package warehouse

import (
	"strings"
	"testing"
)

func TestQuoting(t *testing.T) {
	db := open(t, Options{})
	for _, text := range []string{
		"plain", "", "select", "a\x00b'\x00", "Mixed Case", "o'brien", `say "hi"`, `''"`, `\'`, "a;b--c", "ñandú\n2", "$start", "?",
	} {
		var got string
		if err := db.QueryRowContext(t.Context(), "select "+QuoteLiteral(text)).Scan(&got); err != nil || got != text {
			t.Errorf("literal %q: got %q, error %v", text, got, err)
		}
		if text == "" || strings.Contains(text, "\x00") {
			continue // no name of a column
		}
		rows, err := db.QueryContext(t.Context(), "select 1 as "+QuoteIdent(text))
		if err != nil {
			t.Errorf("identifier %q: %v", text, err)
			continue
		}
		columns, err := rows.Columns()
		if err != nil || len(columns) != 1 || columns[0] != text {
			t.Errorf("identifier %q: got columns %q, error %v", text, columns, err)
		}
		if err := rows.Close(); err != nil {
			t.Error(err)
		}
	}
}
