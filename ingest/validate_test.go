package ingest

import (
	"strings"
	"testing"
)

func TestValidateNamesFieldAndRemedy(t *testing.T) {
	word, other := "call", "pigeon"
	ratio := 2.0
	cases := []struct {
		name   string
		change func(*Source)
		says   []string
	}{
		{"unknown entity", func(s *Source) { s.Entity = "calls" }, []string{`"calls"`, "interactions"}},
		{"no name", func(s *Source) { s.Name = "" }, []string{"name"}},
		{"no path", func(s *Source) { s.Path = "" }, []string{"path"}},
		{"path out of the root", func(s *Source) { s.Path = "../x.csv" }, []string{"path", "root"}},
		{"absolute path", func(s *Source) { s.Path = "/etc/x.csv" }, []string{"path", "root"}},
		{"bad glob", func(s *Source) { s.Path = "a[.csv" }, []string{"glob"}},
		{"unknown format", func(s *Source) { s.Format = "xls" }, []string{"format", "xlsx"}},
		{"unknown encoding", func(s *Source) { s.Dialect.Encoding = "ebcdic" }, []string{"encoding", "windows-1252"}},
		{"unknown zone", func(s *Source) { s.Dialect.TimeZone = "Bogota" }, []string{"time_zone", "America/Bogota"}},
		{"equal separators", func(s *Source) { s.Dialect.ThousandsSeparator = "." }, []string{"decimal_separator"}},
		{"bad exported_at", func(s *Source) { s.ExportedAt = "x_%Q" }, []string{"exported_at", "%Y"}},
		{"exported_at without a year", func(s *Source) { s.ExportedAt = "x_%d" }, []string{"exported_at", "year"}},
		{"bad ratio", func(s *Source) { s.MaxRejectRatio = &ratio }, []string{"max_reject_ratio"}},
		{"unknown column", func(s *Source) { s.Columns = map[string]Headers{"monto": {"X"}} }, []string{"columns.monto", "promised_amount"}},
		{"three headers", func(s *Source) { s.Columns = map[string]Headers{"occurred_at": {"A", "B", "C"}} }, []string{"columns.occurred_at"}},
		{"two headers of text", func(s *Source) { s.Columns = map[string]Headers{"account_id": {"A", "B"}} }, []string{"columns.account_id"}},
		{"values of numbers", func(s *Source) { s.Values = map[string]map[string]*string{"promised_amount": {"x": &word}} }, []string{"values.promised_amount"}},
		{"value out of the vocabulary", func(s *Source) { s.Values = map[string]map[string]*string{"channel": {"x": &other}} }, []string{"pigeon", "whatsapp"}},
		{"default of no column", func(s *Source) { s.Defaults = map[string]string{"x": "1"} }, []string{"defaults.x"}},
		{"default that is no number", func(s *Source) { s.Defaults = map[string]string{"promised_amount": "1,5"} }, []string{"defaults.promised_amount"}},
		{"group_events elsewhere", func(s *Source) { s.Entity = "payments"; s.GroupEvents = &GroupEvents{By: "x"} }, []string{"group_events"}},
		{"group_events by nothing", func(s *Source) { s.GroupEvents = &GroupEvents{} }, []string{"group_events.by"}},
		{"end_inclusive elsewhere", func(s *Source) { s.EndInclusive = true }, []string{"end_inclusive"}},
		{"where with a subquery", func(s *Source) { s.Where = "x in (select 1)" }, []string{"where", "subqueries"}},
		{"where with a file", func(s *Source) { s.Where = "exists (from read_csv('/etc/passwd'))" }, []string{"where", "subqueries"}},
		{"where with two statements", func(s *Source) { s.Where = "true); drop table x; select (true" }, []string{"where"}},
		{"where that closes early", func(s *Source) { s.Where = "true) from x where (true" }, []string{"where"}},
		{"where with another column", func(s *Source) { s.Where = "true), (false" }, []string{"where"}},
		{"where that is no SQL", func(s *Source) { s.Where = "is not" }, []string{"where", "condition"}},
	}
	valid := Source{Name: "gestiones", Entity: "interactions", Path: "g*.csv", Where: "monto is not null and lower(x) like 'a%'"}
	if err := Validate(valid); err != nil {
		t.Fatalf("valid source: %v", err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			source := valid
			c.change(&source)
			err := Validate(source)
			if err == nil {
				t.Fatal("got no error")
			}
			for _, word := range c.says {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("got %q, want it to say %q", err, word)
				}
			}
		})
	}
}
