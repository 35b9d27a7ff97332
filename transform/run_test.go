package transform

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const incrementalHeader = "-- description: one row per day\n-- grain: day\n-- materialized: incremental\n" +
	"-- window: day\n-- lookback: 0d\n\n"

func insertEvents(t *testing.T, run func(string)) {
	t.Helper()
	run(`insert into raw.events values
		('A1', '2026-01-01', 10), ('A1', '2026-01-02', 5), ('A2', '2026-01-31', -4), ('A1', '2026-03-31', 1)`)
}

func TestRunMaterializesModels(t *testing.T) {
	db := testWarehouse(t)
	insertEvents(t, func(statement string) { mustExec(t, db, statement) })
	var progress []string
	opts := options()
	opts.Progress = func(done, total int, model string) {
		progress = append(progress, fmt.Sprintf("%d/%d %s", done, total, model))
	}
	runs, err := testProject(t, nil).Run(t.Context(), db, opts)
	if err != nil {
		t.Fatal(err)
	}
	wants := map[string]string{
		"select * from marts.accounts order by all": `[{"account_id":"A1","amount":16.0000},{"account_id":"A2","amount":-4.0000}]`,
		"select * from marts.top_account":           `[{"account_id":"A1","amount":16.0000}]`,
		"select as_of, amount from intermediate.trailing_days order by all limit 3": `[{"as_of":"2026-01-01","amount":10.0000},` +
			`{"as_of":"2026-01-02","amount":15.0000},{"as_of":"2026-01-03","amount":15.0000}]`,
		`select model, materialized, window_start, window_end, "rows", seconds from ops.model_runs where run_id = 7 order by all limit 3`: `[` +
			`{"model":"intermediate.event_days","materialized":"incremental","window_start":"2026-01-01","window_end":"2026-04-01","rows":4,"seconds":1.0},` +
			`{"model":"intermediate.trailing_days","materialized":"incremental","window_start":"2026-01-01","window_end":"2026-04-01","rows":8,"seconds":1.0},` +
			`{"model":"marts.accounts","materialized":"table","window_start":null,"window_end":null,"rows":2,"seconds":1.0}]`,
	}
	for query, want := range wants {
		if got := queryText(t, db, query); got != want {
			t.Errorf("%s:\n got %s\nwant %s", query, got, want)
		}
	}
	if got, want := len(runs), 6; got != want {
		t.Errorf("runs: got %d, want %d", got, want)
	}
	if got, want := progress[0]+", "+progress[6], "0/6 staging.events, 6/6 "; got != want {
		t.Errorf("progress: got %q, want %q", got, want)
	}
}

func TestRunReplacesRelationsOfTheOtherKind(t *testing.T) {
	db := testWarehouse(t)
	asTable := map[string]string{"marts/top_account.sql": "-- description: one row per board\n-- materialized: table\n\n" +
		"select 'A7' as account_id"}
	for _, changes := range []map[string]string{nil, asTable, nil} {
		if _, err := testProject(t, changes).Run(t.Context(), db, options()); err != nil {
			t.Fatal(err)
		}
	}
	got := queryText(t, db, "select view_name from duckdb_views() where schema_name = 'marts'")
	if want := `[{"view_name":"top_account"}]`; got != want {
		t.Errorf("views: got %s, want %s", got, want)
	}
}

func TestRunDropsWhatNoFileDescribes(t *testing.T) {
	db := testWarehouse(t)
	mustExec(t, db, "create table marts.forgotten as select 1 as x")
	mustExec(t, db, "create view staging.forgotten as select 1 as x")
	mustExec(t, db, "create table main.somebodys as select 1 as x")
	part, err := testProject(t, nil).UpTo(Relation{"marts", "accounts"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := testProject(t, nil).Run(t.Context(), db, options()); err != nil {
		t.Fatal(err)
	}
	if _, err := part.Run(t.Context(), db, options()); err != nil {
		t.Fatal(err)
	}
	got := queryText(t, db, `
		select schema_name as s, table_name as t from duckdb_tables() where schema_name in ('marts', 'main')
		union all select schema_name, view_name from duckdb_views() where not internal order by all`)
	want := `[{"s":"main","t":"somebodys"},{"s":"marts","t":"accounts"},{"s":"marts","t":"peaks"},` +
		`{"s":"marts","t":"top_account"},{"s":"staging","t":"events"}]`
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRunRebuildsReshapedTables(t *testing.T) {
	const days = "select range::date as day from range($start, $end, interval 1 day)"
	db := testWarehouse(t)
	shapes := []string{days, strings.Replace(days, "as day", "as day, 'x' as mark", 1), days}
	for i, shape := range shapes {
		project := testProject(t, map[string]string{"marts/days.sql": incrementalHeader + shape})
		opts := options()
		opts.Changed = window("2026-03-31", "2026-04-01")
		if _, err := project.Run(t.Context(), db, opts); err != nil {
			t.Fatal(err)
		}
		// The new table has all of the window, not just what changed.
		if got, want := queryText(t, db, "select count(*) as n from marts.days"), `[{"n":90}]`; got != want {
			t.Errorf("shape %d: got %s, want %s", i, got, want)
		}
	}
}

func TestRunTakesRowsOutsideItsWindowAway(t *testing.T) {
	db := testWarehouse(t)
	project := testProject(t, map[string]string{
		"marts/days.sql": incrementalHeader + "select range::date as day from range($start, $end, interval 1 day)",
	})
	for _, end := range []string{"2026-04-01", "2026-03-01"} {
		opts := options()
		opts.Window.End = date(end)
		opts.Changed = window("2026-02-10", "2026-02-10")
		if _, err := project.Run(t.Context(), db, opts); err != nil {
			t.Fatal(err)
		}
	}
	got := queryText(t, db, "select min(day) as first, max(day) as last, count(*) as n from marts.days")
	if want := `[{"first":"2026-01-01","last":"2026-02-28","n":59}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRunErrors(t *testing.T) {
	cases := map[string]struct {
		sql  string
		want []string
	}{
		"row outside the window": {
			incrementalHeader + "select ($end)::date as day where $start < $end",
			[]string{"marts/days.sql: build marts.days: window [2026-01-01, 2026-02-01): 1 of 1 rows have a day that is NULL or outside"},
		},
		"row without a date": {
			incrementalHeader + "select null::date as day where $start < $end union all select $start",
			[]string{"1 of 2 rows have a day that is NULL or outside the window; filter them by $start and $end"},
		},
		"window column missing": {
			incrementalHeader + "select $start as date_from, $end as date_to",
			[]string{"marts/days.sql: build marts.days: the SELECT has no window column day"},
		},
		"window column no date": {
			incrementalHeader + "select ($start)::timestamp as day, $end as next_day",
			[]string{"window column day is a TIMESTAMP; it must be a DATE"},
		},
		"column that does not exist": {
			"-- description: one row per x\n-- materialized: view\n\nselect nothing from staging.events",
			[]string{"marts/days.sql: build marts.days: ", `"nothing" not found`},
		},
		"column that cannot be computed": {
			"-- description: one row per x\n-- materialized: table\n\nselect error('so it is') as x",
			[]string{"marts/days.sql: build marts.days: ", "so it is"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			project := testProject(t, map[string]string{"marts/days.sql": c.sql})
			runs, err := project.Run(t.Context(), testWarehouse(t), options())
			if err == nil {
				t.Fatal("got no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got error %q, want it to contain %q", err, want)
				}
			}
			if !slices.ContainsFunc(runs, func(run ModelRun) bool { return run.Model == "staging.events" }) {
				t.Errorf("runs before the error: got %v, want staging.events among them", runs)
			}
		})
	}
}

func TestRunWithoutDates(t *testing.T) {
	opts := options()
	opts.Window.End = opts.Window.Start
	_, err := testProject(t, nil).Run(t.Context(), testWarehouse(t), opts)
	if want := "no date lies in [2026-01-01, 2026-01-01)"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got error %v, want %q", err, want)
	}
}

// A window that fails leaves the rows that were there.
func TestFailedWindowChangesNothing(t *testing.T) {
	db := testWarehouse(t)
	days := func(day string) *Project {
		return testProject(t, map[string]string{"marts/days.sql": incrementalHeader +
			"select " + day + " as day, 'first' as mark where $start < $end"})
	}
	opts := options()
	opts.Window = window("2026-01-01", "2026-02-01")
	if _, err := days("date '2026-01-05'").Run(t.Context(), db, opts); err != nil {
		t.Fatal(err)
	}
	if _, err := days("date '2026-02-05'").Run(t.Context(), db, opts); err == nil {
		t.Fatal("got no error")
	}
	got := queryText(t, db, "select * from marts.days")
	if want := `[{"day":"2026-01-05","mark":"first"}]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A rebuild that stops half way leaves the table that was there: of half a table, the next run would mend a few dates.
func TestFailedRebuildLeavesTheWholeTable(t *testing.T) {
	db := testWarehouse(t)
	months := func(mark string) *Project {
		return testProject(t, map[string]string{"marts/months.sql": incrementalHeader +
			"select $start as day, " + mark + " as mark where $start < $end"})
	}
	if _, err := months("'first'").Run(t.Context(), db, options()); err != nil {
		t.Fatal(err)
	}
	const query = "select * from marts.months order by all"
	want := queryText(t, db, query)
	if got := strings.Count(want, "first"); got != 3 {
		t.Fatalf("got %d rows, want one for each month: %s", got, want)
	}
	opts := options()
	opts.Full = true
	_, err := months("if($start < '2026-03-01', 'second', error('no March'))").Run(t.Context(), db, opts)
	if err == nil || !strings.Contains(err.Error(), "window [2026-03-01, 2026-04-01): insert") {
		t.Fatalf("got error %v, want one of March", err)
	}
	if got := queryText(t, db, query); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
