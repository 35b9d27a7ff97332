package transform

import (
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// testFiles returns the project in testdata, changed by file name: an empty content removes the file.
func testFiles(t *testing.T, changes map[string]string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	root := os.DirFS("testdata/project")
	names, err := fs.Glob(root, "*/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(root, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: content}
	}
	for name, content := range changes {
		files[name] = &fstest.MapFile{Data: []byte(content)}
		if content == "" {
			delete(files, name)
		}
	}
	return files
}

// testProject loads the project in testdata with changes.
func testProject(t *testing.T, changes map[string]string) *Project {
	t.Helper()
	project, err := Load(t.Context(), testFiles(t, changes))
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// testWarehouse returns an in-memory warehouse with the tables of the project in testdata.
func testWarehouse(t *testing.T) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Prepare(t.Context(), testFiles(t, nil)); err != nil {
		t.Fatal(err)
	}
	return db
}

// options of a run over the first quarter of 2026, with a clock that goes a second at each look.
func options() RunOptions {
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	return RunOptions{
		RunID:  7,
		Window: window("2026-01-01", "2026-04-01"),
		Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time {
			now = now.Add(time.Second)
			return now
		},
	}
}

func window(start, end string) Window { return Window{Start: date(start), End: date(end)} }

func date(text string) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return day
}

func mustExec(t *testing.T, db *warehouse.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// queryText returns the rows of query as JSON, in its order.
func queryText(t *testing.T, db *warehouse.DB, query string) string {
	t.Helper()
	var text string
	err := db.QueryRowContext(t.Context(), "select coalesce(to_json(list(q))::varchar, '[]') from ("+query+") as q").Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestLoadOrdersModels(t *testing.T) {
	project := testProject(t, nil)
	var got []string
	for _, model := range project.Models {
		got = append(got, model.String())
	}
	want := []string{
		"staging.events", "intermediate.event_days", "intermediate.trailing_days",
		"marts.accounts", "marts.peaks", "marts.top_account",
	}
	if !slices.Equal(got, want) {
		t.Errorf("order: got %v, want %v", got, want)
	}
	if got, want := len(project.Checks), 2; got != want {
		t.Errorf("checks: got %d, want %d", got, want)
	}
}

func TestLoadAddsUpLookbacks(t *testing.T) {
	project := testProject(t, map[string]string{
		"marts/board.sql": "-- description: one row per date\n-- materialized: incremental\n-- window: as_of\n-- lookback: 5d\n\n" +
			"select as_of from marts.summary where as_of >= $start and as_of < $end",
		"marts/summary.sql": "-- description: one row per date\n-- materialized: table\n\nselect as_of from marts.peaks",
	})
	want := map[string]Lookback{
		"staging.events":             {},
		"intermediate.event_days":    {},
		"intermediate.trailing_days": {Days: 2},
		"marts.peaks":                {Days: 3},
		"marts.summary":              {Days: 3, Unbounded: true},
		"marts.board":                {Days: 8, Unbounded: true},
	}
	for _, model := range project.Models {
		if want, ok := want[model.String()]; ok && model.reach != want {
			t.Errorf("%s: got reach %+v, want %+v", model, model.reach, want)
		}
	}
}

func TestLoadReadsHeader(t *testing.T) {
	project := testProject(t, nil)
	got := project.Models[2]
	if got.Description != "sums of a date and the two before it; one row per account and date with a sum" ||
		!slices.Equal(got.Grain, []string{"account_id", "as_of"}) || got.Materialized != Incremental ||
		got.Window != "as_of" || got.Lookback != (Lookback{Days: 2}) || got.File != "intermediate/trailing_days.sql" {
		t.Errorf("header: got %+v", got)
	}
	if want := []Relation{{"intermediate", "event_days"}}; !slices.Equal(got.Dependencies, want) {
		t.Errorf("dependencies: got %v, want %v", got.Dependencies, want)
	}
}

func TestHashFollowsModelsAndContracts(t *testing.T) {
	original := testProject(t, nil).Hash
	cases := map[string]struct {
		changes map[string]string
		same    bool
	}{
		"nothing":          {nil, true},
		"a check":          {map[string]string{"checks/sums_agree.sql": ""}, true},
		"a metric":         {map[string]string{"metrics/collector.sql": "-- any\n\nselect 1"}, true},
		"a model":          {map[string]string{"marts/top_account.sql": ""}, false},
		"a table contract": {map[string]string{"raw/payments.sql": "create table raw.payments (amount decimal)"}, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := testProject(t, c.changes).Hash == original; got != c.same {
				t.Errorf("same hash: got %t, want %t", got, c.same)
			}
		})
	}
}

func TestUpTo(t *testing.T) {
	part, err := testProject(t, nil).UpTo(Relation{"marts", "accounts"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, model := range part.Models {
		got = append(got, model.String())
	}
	if want := []string{"staging.events", "intermediate.event_days", "marts.accounts"}; !slices.Equal(got, want) {
		t.Errorf("models: got %v, want %v", got, want)
	}
	if _, err := part.UpTo(Relation{"marts", "nobody"}); err == nil {
		t.Error("unknown model: got no error")
	}
}

func TestLoadErrors(t *testing.T) {
	const view = "-- description: one row per x\n-- materialized: view\n\n"
	const table = "-- description: one row per x\n-- materialized: table\n\n"
	const incremental = "-- description: one row per x\n-- materialized: incremental\n-- window: d\n-- lookback: 0d\n\n"
	cases := map[string]struct {
		files map[string]string
		want  []string
	}{
		"circle": {
			map[string]string{
				"marts/a.sql": view + "select x from marts.b",
				"marts/b.sql": view + "select x from marts.c",
				"marts/c.sql": view + "select x from marts.a",
			},
			[]string{"marts/a.sql: models read each other in a circle: marts.a -> marts.b -> marts.c -> marts.a"},
		},
		"circle of one": {
			map[string]string{"marts/a.sql": view + "select x from marts.a"},
			[]string{"marts.a -> marts.a"},
		},
		"unknown relation": {
			map[string]string{"marts/a.sql": view + "select x from staging.nothing"},
			[]string{"marts/a.sql: unknown relation staging.nothing: there is no file staging/nothing.sql"},
		},
		"unknown raw table": {
			map[string]string{"marts/a.sql": view + "select x from raw.nothing"},
			[]string{"marts/a.sql: unknown relation raw.nothing: there is no file raw/nothing.sql"},
		},
		"unknown relation in a subquery of a check": {
			map[string]string{"checks/a.sql": "-- description: d\n-- severity: warn\n\nselect 1 where 1 in (from marts.nothing)"},
			[]string{"checks/a.sql: unknown relation marts.nothing"},
		},
		"every file is told": {
			map[string]string{"marts/a.sql": view + "selec 1", "marts/b.sql": view + "select x from y"},
			[]string{"marts/a.sql:4: ", "marts/b.sql: "},
		},
		"unknown key": {
			map[string]string{"marts/a.sql": "-- description: one row per x\n-- materialised: view\n\nselect 1"},
			[]string{`marts/a.sql:2: unknown key "materialised"; known are description, grain, materialized`},
		},
		"key twice": {
			map[string]string{"marts/a.sql": "-- grain: x\n-- grain: y\n\nselect 1"},
			[]string{`marts/a.sql:2: key "grain" was already given on line 1`},
		},
		"missing key": {
			map[string]string{"marts/a.sql": "-- description: one row per x\n\nselect 1"},
			[]string{`marts/a.sql:1: missing key "materialized"; add a line`},
		},
		"header line without a key": {
			map[string]string{"marts/a.sql": "-- description: one row per x\n-- and more\n\nselect 1"},
			[]string{"marts/a.sql:2: header line is not `-- key: value`"},
		},
		"no blank line": {
			map[string]string{"marts/a.sql": "-- description: one row per x\n-- materialized: view\nselect 1"},
			[]string{"marts/a.sql:3: no blank line between header and SELECT"},
		},
		"header only": {
			map[string]string{"marts/a.sql": "-- description: one row per x"},
			[]string{"marts/a.sql:1: no blank line between header and SELECT"},
		},
		"no SELECT": {
			map[string]string{"marts/a.sql": "-- description: one row per x\n-- materialized: view\n\n\n"},
			[]string{"marts/a.sql:3: no SELECT after the header"},
		},
		"description without a row": {
			map[string]string{"marts/a.sql": "-- description: sums\n-- materialized: view\n\nselect 1"},
			[]string{"marts/a.sql:1: description: does not say what a row is"},
		},
		"grain": {
			map[string]string{"marts/a.sql": "-- description: one row per x\n-- materialized: view\n-- grain: x, x\n\nselect 1"},
			[]string{"marts/a.sql:3: grain: "},
		},
		"materialized": {
			map[string]string{"marts/a.sql": "-- description: one row per x\n-- materialized: cube\n\nselect 1"},
			[]string{`marts/a.sql:2: materialized: "cube" is not one of view, table, incremental`},
		},
		"window of a view": {
			map[string]string{"marts/a.sql": "-- description: one row per x\n-- materialized: view\n-- window: d\n\nselect 1"},
			[]string{"marts/a.sql:3: window: only incremental models have one"},
		},
		"incremental without window and lookback": {
			map[string]string{"marts/a.sql": "-- description: one row per x\n-- materialized: incremental\n\nselect 1"},
			[]string{`missing key "window"`, `missing key "lookback"`},
		},
		"lookback": {
			map[string]string{"marts/a.sql": "-- description: one row per x\n-- materialized: view\n-- lookback: 3\n\nselect 1"},
			[]string{`marts/a.sql:3: lookback: "3" is neither days (30d, 0d) nor unbounded`},
		},
		"lookahead in days": {
			map[string]string{"marts/a.sql": strings.Replace(incremental, "\n\n", "\n-- lookahead: 3d\n\n", 1) + "select $start as d, $end as e"},
			[]string{"marts/a.sql:5: lookahead: only a model with a window and no key has it, and it is a column of days"},
		},
		"lookahead of a table that is not there": {
			map[string]string{"marts/a.sql": strings.Replace(incremental, "\n\n", "\n-- lookahead: ops.setings.days\n\n", 1) + "select $start as d, $end as e"},
			[]string{"marts/a.sql: unknown relation ops.setings"},
		},
		"lookahead of a key": {
			map[string]string{"marts/a.sql": strings.Replace(incremental, "\n\n", "\n-- key: x\n-- lookahead: ops.a.b\n\n", 1) + "select $start as d, $end as e"},
			[]string{"marts/a.sql:6: lookahead: only a model with a window and no key has it"},
		},
		"severity": {
			map[string]string{"checks/a.sql": "-- description: d\n-- severity: fatal\n\nselect 1"},
			[]string{`checks/a.sql:2: severity: "fatal" is neither error nor warn`},
		},
		"two statements": {
			map[string]string{"marts/a.sql": view + "select 1; select 2"},
			[]string{"marts/a.sql: holds 2 statements; a file holds exactly one SELECT"},
		},
		"not a SELECT": {
			map[string]string{"marts/a.sql": view + "delete from raw.events"},
			[]string{"marts/a.sql:4: not a SELECT that DuckDB can parse: "},
		},
		"syntax": {
			map[string]string{"marts/a.sql": view + "\nselect\n    1,\nfrom where"},
			[]string{"marts/a.sql:7: not a SELECT that DuckDB can parse: syntax error"},
		},
		"unqualified relation": {
			map[string]string{"marts/a.sql": view + "select x from events"},
			[]string{`marts/a.sql: relation "events" is neither a CTE nor written as schema.relation`},
		},
		"CTE of a subquery is not in scope outside": {
			map[string]string{"marts/a.sql": view + "select (with events as (select 1) select * from events) from events"},
			[]string{`marts/a.sql: relation "events" is neither a CTE`},
		},
		"relation of another database": {
			map[string]string{"marts/a.sql": view + "select x from memory.raw.events"},
			[]string{"marts/a.sql: relation memory.raw.events names a database"},
		},
		"parameter of a table": {
			map[string]string{"marts/a.sql": table + "select $start as x"},
			[]string{"marts/a.sql: a table has no parameters, this one has $start"},
		},
		"incremental without a bound": {
			map[string]string{"marts/a.sql": incremental + "select $start as d"},
			[]string{"marts/a.sql: a model with a window reads $start and $end and no other parameter, this one has $start"},
		},
		"parameter of a check": {
			map[string]string{"checks/a.sql": "-- description: d\n-- severity: warn\n\nselect $start"},
			[]string{"checks/a.sql: a check has no parameters, this one has $start"},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := Load(t.Context(), testFiles(t, c.files))
			if err == nil {
				t.Fatalf("got no error for %v", slices.Sorted(maps.Keys(c.files)))
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got error %q, want it to contain %q", err, want)
				}
			}
		})
	}
}
