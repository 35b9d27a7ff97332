package transform

import (
	"strings"
	"testing"
)

func TestCheckReportsOffendingRows(t *testing.T) {
	db := testWarehouse(t)
	insertEvents(t, func(statement string) { mustExec(t, db, statement) })
	project := testProject(t, map[string]string{
		"marts/twice.sql": "-- description: one row per account\n-- grain: account_id, portfolio\n-- materialized: table\n\n" +
			"select account_id, 'north' as portfolio from raw.events union all select null, 'south'",
		"intermediate/twice.sql": "-- description: one row per account\n-- grain: x\n-- materialized: view\n\n" +
			"select 1 as x union all select 1",
	})
	if _, err := project.Run(t.Context(), db, options()); err != nil {
		t.Fatal(err)
	}
	results, err := project.Check(t.Context(), db, CheckOptions{RunID: 7})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]CheckResult{}
	for _, result := range results {
		got[result.Name] = result
	}
	wants := map[string]struct {
		severity Severity
		rows     int64
		sample   string
	}{
		"negative_sums":                 {Warn, 1, `[{"account_id":"A2","amount":-4.0000}]`},
		"sums_agree":                    {Error, 0, ""},
		"grain:marts.accounts":          {Error, 0, ""},
		"grain:intermediate.event_days": {Error, 0, ""},
		"grain:marts.top_account":       {Error, 0, ""},
		"grain:marts.twice":             {Error, 2, ""},
	}
	for name, want := range wants {
		result, ok := got[name]
		if !ok || result.Severity != want.severity || result.Rows != want.rows {
			t.Errorf("%s: got %+v (run: %t), want %+v", name, result, ok, want)
		}
		if want.sample != "" && result.Sample != want.sample {
			t.Errorf("%s: got sample %s, want %s", name, result.Sample, want.sample)
		}
	}
	for _, row := range []string{
		`{"account_id":"A1","portfolio":"north","equal_rows":3}`, `{"account_id":null,"portfolio":"south","equal_rows":1}`,
	} {
		if sample := got["grain:marts.twice"].Sample; !strings.Contains(sample, row) {
			t.Errorf("sample: got %s, want %s in it", sample, row)
		}
	}
	if _, ok := got["grain:intermediate.twice"]; ok {
		t.Error("the grain of an intermediate view was checked")
	}
	recorded := queryText(t, db, `select check_name, severity, "rows", sample::varchar as sample from ops.check_results
		where run_id = 7 and check_name in ('negative_sums', 'sums_agree') order by all`)
	want := `[{"check_name":"negative_sums","severity":"warn","rows":1,"sample":"[{\"account_id\":\"A2\",\"amount\":-4.0000}]"},` +
		`{"check_name":"sums_agree","severity":"error","rows":0,"sample":null}]`
	if recorded != want {
		t.Errorf("ops.check_results:\n got %s\nwant %s", recorded, want)
	}
}

func TestCheckShowsFiveRows(t *testing.T) {
	db := testWarehouse(t)
	project := testProject(t, map[string]string{
		"checks/many.sql": "-- description: d\n-- severity: warn\n\nselect range as n from range(100) -- every one",
	})
	if _, err := project.Run(t.Context(), db, options()); err != nil {
		t.Fatal(err)
	}
	results, err := project.Check(t.Context(), db, CheckOptions{RunID: 7})
	if err != nil {
		t.Fatal(err)
	}
	if got := results[0]; got.Rows != 100 || got.Sample != `[{"n":0},{"n":1},{"n":2},{"n":3},{"n":4}]` {
		t.Errorf("got %+v", got)
	}
}

func TestCheckThatCannotRun(t *testing.T) {
	db := testWarehouse(t)
	project := testProject(t, map[string]string{
		"checks/broken.sql":   "-- description: d\n-- severity: warn\n\nselect nothing from marts.accounts",
		"marts/grainless.sql": "-- description: one row per x\n-- grain: y\n-- materialized: view\n\nselect 1 as x",
	})
	if _, err := project.Run(t.Context(), db, options()); err != nil {
		t.Fatal(err)
	}
	results, err := project.Check(t.Context(), db, CheckOptions{RunID: 7})
	for _, want := range []string{"checks/broken.sql: check broken: ", "marts/grainless.sql: check grain:marts.grainless: "} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want it to contain %q", err, want)
		}
	}
	if len(results) == 0 {
		t.Error("the other checks did not run")
	}
}
