package cli

import (
	"database/sql"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
)

func TestJSONValue(t *testing.T) {
	text := func(s string) sql.NullString { return sql.NullString{String: s, Valid: true} }
	tests := []struct {
		name     string
		duckType string
		cell     sql.NullString
		want     string
	}{
		{"null", "VARCHAR", sql.NullString{}, "null"},
		{"text", "VARCHAR", text("say \"hi\"\n"), `"say \"hi\"\n"`},
		{"text that looks like a number", "VARCHAR", text("007"), `"007"`},
		{"amount keeps its digits", "DECIMAL(18,4)", text("12345678901234.1200"), "12345678901234.1200"},
		{"whole number beyond a double", "HUGEINT", text("170141183460469231731687303715884105727"),
			"170141183460469231731687303715884105727"},
		{"infinity", "DOUBLE", text("inf"), "null"},
		{"not a number", "DOUBLE", text("nan"), "null"},
		{"boolean", "BOOLEAN", text("true"), "true"},
		{"date", "DATE", text("2026-03-05"), `"2026-03-05"`},
		{"list", "INTEGER[]", text("[1,2]"), "[1,2]"},
		{"list of decimals", "DECIMAL(18,4)[]", text("[1.5]"), "[1.5]"},
		{"struct", "STRUCT(a INTEGER)", text(`{"a":1}`), `{"a":1}`},
		{"json", "JSON", text(`{"a":1}`), `{"a":1}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := column{name: "c", duckType: test.duckType}.jsonValue(test.cell)
			if err != nil || got != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestCheckReading(t *testing.T) {
	db, err := warehouse.Open(t.Context(), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tests := []struct {
		name, statement string
		wantPlan        bool
		wantErr         string // "" is none
	}{
		{name: "select", statement: "select 1"},
		{name: "with, comments and a semicolon", statement: "-- why\nwith a as (select 1) from a; -- done"},
		{name: "describe", statement: "describe select 1"},
		{name: "show", statement: "show tables"},
		{name: "values", statement: "values (1)"},
		{name: "explain", statement: " EXPLAIN select 1", wantPlan: true},
		{name: "explain analyze", statement: "explain analyze select 1", wantPlan: true},
		{name: "insert", statement: "insert into t values (1)", wantErr: onlyReading},
		{name: "explained insert", statement: "explain analyze insert into t values (1)", wantErr: onlyReading},
		{name: "copy", statement: "copy (select 1) to 'x'", wantErr: onlyReading},
		{name: "attach", statement: "attach 'x' as y", wantErr: onlyReading},
		{name: "set", statement: "set threads = 1", wantErr: onlyReading},
		{name: "pragma", statement: "pragma threads = 1", wantErr: onlyReading},
		{name: "install", statement: "install httpfs", wantErr: onlyReading},
		{name: "load", statement: "load httpfs", wantErr: onlyReading},
		{name: "export", statement: "export database 'x'", wantErr: onlyReading},
		{name: "import", statement: "import database 'x'", wantErr: onlyReading},
		{name: "call", statement: "call enable_logging()", wantErr: onlyReading},
		{name: "use", statement: "use memory", wantErr: onlyReading},
		{name: "set variable", statement: "set variable a = 1", wantErr: onlyReading},
		{name: "prepare", statement: "prepare a as select 1", wantErr: onlyReading},
		{name: "execute", statement: "execute a", wantErr: onlyReading},
		{name: "create secret", statement: "create secret (type http)", wantErr: onlyReading},
		{name: "checkpoint", statement: "checkpoint", wantErr: onlyReading},
		{name: "detach", statement: "detach memory", wantErr: onlyReading},
		{name: "explained copy", statement: "explain analyze copy (select 1) to 'x'", wantErr: onlyReading},
		{name: "explained twice", statement: "explain explain analyze copy (select 1) to 'x'", wantErr: onlyReading},
		{name: "explain with options", statement: "explain (analyze) copy (select 1) to 'x'",
			wantErr: `query: syntax error at or near "analyze"`},
		{name: "a copy behind a comment", statement: "/* explain select 1 */ copy (select 1) to 'x'", wantErr: onlyReading},
		{name: "two", statement: "select 1; drop table t", wantErr: onlyReading},
		{name: "two selects", statement: "select 1; select 2", wantErr: "query: 2 statements; give one at a time"},
		{name: "a comment", statement: "-- nothing", wantErr: "query: there is no SQL"},
		{name: "a typo", statement: "selec 1", wantErr: `query: syntax error at or near "selec"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			isPlan, err := checkReading(t.Context(), db, test.statement)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.wantErr || isPlan != test.wantPlan {
				t.Errorf("got plan %v, error %q, want plan %v, error %q", isPlan, got, test.wantPlan, test.wantErr)
			}
		})
	}
}

func TestCellOfASpreadsheet(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Ana": "Ana", "a=1": "a=1", "'=1": "'=1",
		"=1+1": "'=1+1", "+57": "'+57", "-3": "'-3", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
	} {
		if got := (queryOptions{}).cell(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if got := (queryOptions{isRaw: true}).cell(text); got != text {
			t.Errorf("%q, raw: got %q", text, got)
		}
	}
}
