package metrics

import (
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const wellFormed = `-- description: something; one row per team
-- labels: team, period
-- max_series: 10
-- metric assigned_accounts: Accounts: all of them.

select 1;
`

func TestLoadDefinitions(t *testing.T) {
	files := fstest.MapFS{
		"metrics/b.sql": {Data: []byte(wellFormed)},
		"metrics/a.sql": {Data: []byte(strings.ReplaceAll(wellFormed, "-- labels: team, period\n", ""))},
	}
	got, err := LoadDefinitions(files)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Subject != "a" || got[1].Subject != "b" {
		t.Fatalf("LoadDefinitions() = %+v, want a and b", got)
	}
	b := got[1]
	if b.Query != "select 1" || b.MaxSeries != 10 || !slices.Equal(b.Labels, []string{"team", "period"}) {
		t.Errorf("definition = %+v", b)
	}
	want := Metric{Name: "recaudo_b_assigned_accounts", Column: "assigned_accounts", Help: "Accounts: all of them."}
	if m := b.Metrics[0]; m.Name != want.Name || m.Column != want.Column || m.Help != want.Help {
		t.Errorf("metric = %+v, want %+v", m, want)
	}
}

func TestLoadDefinitionsFormula(t *testing.T) {
	got, err := parseDefinition("metrics/x.sql", strings.Replace(wellFormed, "all of them.\n",
		"all of them.\n-- formula assigned_accounts: [accounts] Σ a: b (canon 2)\n", 1))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := got.Metrics[0].Formula, "[accounts] Σ a: b (canon 2)"; got != want {
		t.Errorf("formula: got %q, want %q", got, want)
	}
}

func TestLoadDefinitionsOfEitherLineEnd(t *testing.T) {
	const file = "metrics/x.sql"
	want, err := parseDefinition(file, wellFormed)
	if err != nil {
		t.Fatal(err)
	}
	got, err := parseDefinition(file, strings.ReplaceAll(wellFormed, "\n", "\r\n"))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("parseDefinition() with CRLF = %+v, %v, want %+v", got, err, want)
	}
}

func TestLoadDefinitionsErrors(t *testing.T) {
	replace := func(old, replacement string) string { return strings.Replace(wellFormed, old, replacement, 1) }
	tests := []struct {
		name    string
		file    string // default is metrics/x.sql
		content string
		want    string
	}{
		{name: "unknown key", content: replace("labels", "label"), want: `metrics/x.sql:2: unknown key "label"`},
		{name: "key twice", content: replace("-- labels: team, period", "-- max_series: 5"), want: `metrics/x.sql:3: key "max_series" is there twice`},
		{name: "no value", content: replace("team, period", ""), want: `metrics/x.sql:2: key "labels" has no value`},
		{name: "no header line", content: replace("-- labels: team, period", "select 1"), want: "metrics/x.sql:2: want `-- key: value` lines"},
		{name: "max_series no number", content: replace("10", "many"), want: `metrics/x.sql:3: max_series is "many"`},
		{name: "max_series zero", content: replace("10", "0"), want: `metrics/x.sql:3: max_series is "0"`},
		{name: "no max_series", content: replace("-- max_series: 10\n", ""), want: "metrics/x.sql:4: want `-- max_series: <rows>`"},
		{name: "bad label", content: replace("team,", "Team,"), want: `metrics/x.sql:2: label "Team"`},
		{name: "label twice", content: replace("period", "team"), want: `metrics/x.sql:2: label "team": the column is there twice`},
		{name: "label and metric", content: replace("metric assigned_accounts", "metric team"), want: `metrics/x.sql:4: metric "team": the column is there twice`},
		{name: "bad metric", content: replace("assigned_accounts", "assigned-accounts"), want: `metrics/x.sql:4: metric "assigned-accounts"`},
		{name: "formula of no metric", content: replace("-- metric", "-- formula assigned: a ÷ b\n-- metric"),
			want: `metrics/x.sql:4: formula "assigned": there is no`},
		{name: "no metric", content: replace("-- metric assigned_accounts: Accounts: all of them.\n", ""), want: "want at least one `-- metric <column>: help`"},
		{name: "no description", content: replace("-- description: something; one row per team\n", ""), want: "want `-- description:"},
		{name: "no grain", content: replace("; one row per team", ""), want: "want `-- description:"},
		{name: "no select", content: replace("select 1;", ""), want: "want a blank line and one SELECT"},
		{name: "empty", content: "", want: "want `-- description:"},
		{name: "file name", file: "metrics/Bad-Name.sql", content: wellFormed, want: "the file name becomes part of metric names"},
		{name: "own metric", file: "metrics/last_run.sql", content: replace("assigned_accounts", "success"),
			want: "recaudo_last_run_success is already exported by the exporter itself"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := tt.file
			if file == "" {
				file = "metrics/x.sql"
			}
			_, err := LoadDefinitions(fstest.MapFS{file: {Data: []byte(tt.content)}})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("LoadDefinitions() error = %v, want %q in it", err, tt.want)
			}
		})
	}
}

func TestLoadDefinitionsSharedName(t *testing.T) {
	_, err := LoadDefinitions(fstest.MapFS{
		"metrics/a.sql":   {Data: []byte(strings.ReplaceAll(wellFormed, "assigned_accounts", "b_rows"))},
		"metrics/a_b.sql": {Data: []byte(strings.ReplaceAll(wellFormed, "assigned_accounts", "rows"))},
	})
	if want := "recaudo_a_b_rows is already exported by metrics/a.sql"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("LoadDefinitions() error = %v, want %q in it", err, want)
	}
}

// The exporter carries people's performance, never debtors: no definition may read a table or a label of theirs.
func TestDefinitionsNameNoDebtor(t *testing.T) {
	allowed := []string{"collector_id", "collector", "team", "portfolio", "currency", "channel", "period", "status",
		"attempt", "weekday", "hour", "reason_code", "aging_bucket", "amount_band", "jurisdiction", "rule", "breach", "source", "reason", "stage", "model", "check_name", "severity"}
	for _, definition := range definitions(t) {
		for _, label := range definition.Labels {
			if !slices.Contains(allowed, label) {
				t.Errorf("%s: label %q is not one of %v", definition.File, label, allowed)
			}
		}
	}
}

func FuzzParseDefinition(f *testing.F) {
	f.Add("x.sql", wellFormed)
	f.Add("x.sql", "--:\n\n")
	f.Add("", "-- metric : x\r\n")
	names, err := fs.Glob(sqlFiles(), "metrics/*.sql")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(sqlFiles(), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(name, string(content))
	}
	f.Fuzz(func(t *testing.T, file, content string) {
		definition, err := parseDefinition(file, content)
		if err != nil {
			return
		}
		if definition.Query == "" || definition.MaxSeries <= 0 || len(definition.Metrics) == 0 {
			t.Errorf("parseDefinition(%q) = %+v without an error", content, definition)
		}
	})
}
