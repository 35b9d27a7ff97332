package transform

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// incrementalTables of the project in testdata, whose lookbacks add up over two layers.
var incrementalTables = []string{"intermediate.event_days", "intermediate.trailing_days", "marts.peaks"}

// randomEvents inserts events on dates of w and returns the span of their dates.
func randomEvents(t *testing.T, db *warehouse.DB, random *rand.Rand, w Window) Window {
	t.Helper()
	days := int(w.End.Sub(w.Start).Hours() / 24)
	var changed Window
	for range 1 + random.IntN(20) {
		day := w.Start.AddDate(0, 0, random.IntN(days))
		mustExec(t, db, fmt.Sprintf("insert into raw.events values ('A%d', '%s', %d)",
			random.IntN(4), day.Format(time.DateOnly), random.IntN(1000)-200))
		if changed.Start.IsZero() || day.Before(changed.Start) {
			changed.Start = day
		}
		if next := day.AddDate(0, 0, 1); next.After(changed.End) {
			changed.End = next
		}
	}
	return changed
}

// sameAsFullRefresh compares every incremental table with what a full refresh of the same input gives.
func sameAsFullRefresh(t *testing.T, db *warehouse.DB, project *Project, opts RunOptions) {
	t.Helper()
	tablesSameAsFullRefresh(t, db, project, opts, incrementalTables)
}

func tablesSameAsFullRefresh(t *testing.T, db *warehouse.DB, project *Project, opts RunOptions, tables []string) {
	t.Helper()
	var got []string
	for _, table := range tables {
		got = append(got, queryText(t, db, "select * from "+table+" order by all"))
	}
	opts.Full = true
	if _, err := project.Run(t.Context(), db, opts); err != nil {
		t.Fatal(err)
	}
	for i, table := range tables {
		if want := queryText(t, db, "select * from "+table+" order by all"); got[i] != want {
			t.Errorf("%s:\n got %s\nwant %s", table, got[i], want)
		}
	}
}

func TestWindowCutsGiveTheRowsOfAFullRefresh(t *testing.T) {
	project := testProject(t, nil)
	for seed := range uint64(3) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 0))
			db := testWarehouse(t)
			opts := options()
			if _, err := project.Run(t.Context(), db, opts); err != nil {
				t.Fatal(err)
			}
			randomEvents(t, db, random, opts.Window)
			for _, cut := range randomCuts(random, opts.Window) {
				opts.Changed = cut
				if _, err := project.Run(t.Context(), db, opts); err != nil {
					t.Fatal(err)
				}
			}
			sameAsFullRefresh(t, db, project, opts)
		})
	}
}

// randomCuts returns w in pieces, in random order.
func randomCuts(random *rand.Rand, w Window) []Window {
	var cuts []Window
	for start := w.Start; start.Before(w.End); {
		end := start.AddDate(0, 0, 1+random.IntN(40))
		if end.After(w.End) {
			end = w.End
		}
		cuts = append(cuts, Window{Start: start, End: end})
		start = end
	}
	random.Shuffle(len(cuts), func(i, j int) { cuts[i], cuts[j] = cuts[j], cuts[i] })
	return cuts
}

func TestNightlyRunsGiveTheRowsOfAFullRefresh(t *testing.T) {
	project := testProject(t, nil)
	for seed := range uint64(3) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			db := testWarehouse(t)
			opts := options()
			opts.Window.End = date("2026-01-05")
			for range 6 {
				previous := opts.Window.End
				opts.Window.End = previous.AddDate(0, 0, 1+random.IntN(20))
				opts.Changed = randomEvents(t, db, random, opts.Window) // late data too
				if previous.Before(opts.Changed.Start) {
					opts.Changed.Start = previous
				}
				opts.Changed.End = opts.Window.End // new dates are changed dates
				if _, err := project.Run(t.Context(), db, opts); err != nil {
					t.Fatal(err)
				}
			}
			sameAsFullRefresh(t, db, project, opts)
		})
	}
}

// A late change restates its own dates and as many after it as the lookbacks add up to, and no more.
func TestLateDataRestatesItsDates(t *testing.T) {
	project := testProject(t, nil)
	db := testWarehouse(t)
	insertEvents(t, func(statement string) { mustExec(t, db, statement) })
	opts := options()
	if _, err := project.Run(t.Context(), db, opts); err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, "insert into raw.events values ('A3', '2026-01-30', 8)")
	opts.Changed = window("2026-01-30", "2026-01-31")
	runs, err := project.Run(t.Context(), db, opts)
	if err != nil {
		t.Fatal(err)
	}
	wants := map[string]Window{
		"intermediate.event_days":    window("2026-01-30", "2026-01-31"),
		"intermediate.trailing_days": window("2026-01-30", "2026-02-02"),
		"marts.peaks":                window("2026-01-30", "2026-02-03"),
	}
	for _, run := range runs {
		if want, ok := wants[run.Model]; ok && run.Window != want {
			t.Errorf("%s: got window %v, want %v", run.Model, run.Window, want)
		}
	}
	if !slices.ContainsFunc(runs, func(run ModelRun) bool { return run.Model == "marts.peaks" && run.Rows > 0 }) {
		t.Error("marts.peaks: no rows written")
	}
	sameAsFullRefresh(t, db, project, opts)
}

// lookaheadModels tell of each date what came in the days after it, by dates and by months.
var lookaheadModels = map[string]string{
	"ops/rules.sql": `-- description: rules; one row
create table if not exists ops.rules (
    days integer
)
`,
	"marts/followed.sql": `-- description: what came after a date; one row per date
-- grain: event_date
-- materialized: incremental
-- window: event_date
-- lookback: 0d
-- lookahead: ops.rules.days

select days.event_date, sum(later.amount) as amount
from staging.events as days
cross join ops.rules as rules
inner join staging.events as later
    on days.event_date <= later.event_date and days.event_date + rules.days >= later.event_date
where days.event_date >= $start and days.event_date < $end
group by all
`,
	"marts/followed_months.sql": `-- description: what came after the dates of a month; one row per month
-- grain: month
-- materialized: incremental
-- window: month
-- spans: month
-- lookback: 0d
-- lookahead: ops.rules.days

select date_trunc('month', days.event_date)::date as month, sum(later.amount) as amount
from staging.events as days
cross join ops.rules as rules
inner join staging.events as later
    on days.event_date <= later.event_date and days.event_date + rules.days >= later.event_date
where days.event_date >= $start and days.event_date < $end
group by all
`,
}

// Dates whose rows look ahead are restated by what comes after them.
func TestNightlyRunsThatLookAheadGiveTheRowsOfAFullRefresh(t *testing.T) {
	project := testProject(t, lookaheadModels)
	for seed := range uint64(3) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 3))
			db := testWarehouse(t)
			mustExec(t, db, "create table ops.rules as select 9 as days")
			opts := options()
			opts.Window.End = date("2026-01-05")
			for range 6 {
				previous := opts.Window.End
				opts.Window.End = previous.AddDate(0, 0, 1+random.IntN(20))
				opts.Changed = randomEvents(t, db, random, Window{Start: previous, End: opts.Window.End})
				opts.Changed.End = opts.Window.End
				if _, err := project.Run(t.Context(), db, opts); err != nil {
					t.Fatal(err)
				}
			}
			tablesSameAsFullRefresh(t, db, project, opts, []string{"marts.followed", "marts.followed_months"})
		})
	}
}

// What looks ahead is restated as many days back as its column says, and no more.
func TestLookaheadReadsItsColumn(t *testing.T) {
	project := testProject(t, lookaheadModels)
	db := testWarehouse(t)
	mustExec(t, db, "create table ops.rules as select 9 as days")
	mustExec(t, db, "insert into raw.events values ('A1', '2026-01-28', 1), ('A1', '2026-02-20', 1)")
	opts := options()
	if _, err := project.Run(t.Context(), db, opts); err != nil {
		t.Fatal(err)
	}
	opts.Changed = window("2026-02-05", "2026-02-06")
	runs, err := project.Run(t.Context(), db, opts)
	if err != nil {
		t.Fatal(err)
	}
	wants := map[string]Window{
		"marts.followed":        window("2026-01-27", "2026-02-06"),
		"marts.followed_months": window("2026-01-01", "2026-02-06"),
	}
	for model, want := range wants {
		i := slices.IndexFunc(runs, func(run ModelRun) bool { return run.Model == model })
		if i < 0 || runs[i].Window != want {
			t.Errorf("%s: got %v, want %v", model, runs, want)
		}
	}
	mustExec(t, db, "insert into marts.followed from marts.followed where event_date = '2026-01-28'")
	results, err := project.Check(t.Context(), db, CheckOptions{Changed: opts.Changed})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(results, func(result CheckResult) bool { return result.Name == "grain:marts.followed" })
	if i < 0 || results[i].Rows != 1 {
		t.Errorf("the grain of a date looked ahead from: got %+v", results)
	}
}

func TestLookaheadErrors(t *testing.T) {
	for name, test := range map[string]struct{ rules, want string }{
		"no row":    {"select 9 as days where false", "read how many days it looks ahead"},
		"no number": {"select null::integer as days", "read how many days it looks ahead"},
		"negative":  {"select -1 as days", "ops.rules.days is -1; it can't look ahead a negative number of days"},
	} {
		t.Run(name, func(t *testing.T) {
			project := testProject(t, lookaheadModels)
			db := testWarehouse(t)
			mustExec(t, db, "create table ops.rules as "+test.rules)
			opts := options()
			if _, err := project.Run(t.Context(), db, opts); err != nil {
				t.Fatal(err)
			}
			opts.Changed = window("2026-02-05", "2026-02-06")
			_, err := project.Run(t.Context(), db, opts)
			if err == nil || !strings.Contains(err.Error(), "marts/followed.sql: build marts.followed: "+test.want) {
				t.Errorf("got error %v", err)
			}
		})
	}
}

func TestFullRefreshFindsAWrongLookahead(t *testing.T) {
	models := maps.Clone(lookaheadModels)
	models["marts/followed.sql"] = strings.Replace(models["marts/followed.sql"], "ops.rules.days", "ops.rules.dais", 1)
	db := testWarehouse(t)
	mustExec(t, db, "create table ops.rules as select 9 as days")
	_, err := testProject(t, models).Run(t.Context(), db, options())
	if err == nil || !strings.Contains(err.Error(), `marts/followed.sql: build marts.followed`) ||
		!strings.Contains(err.Error(), "dais") {
		t.Errorf("got error %v", err)
	}
}

// Rows of a small table are brought together; those of a large one are left where they are.
func TestCompact(t *testing.T) {
	for name, test := range map[string]struct {
		rows     int
		together bool
	}{
		"small": {100, true},
		"large": {smallModelRows, false},
	} {
		t.Run(name, func(t *testing.T) {
			db := testWarehouse(t)
			groups := func() string {
				return queryText(t, db, "select count(distinct row_group_id) as groups from pragma_storage_info('marts.days')")
			}
			mustExec(t, db, "create schema if not exists marts")
			mustExec(t, db, fmt.Sprintf("create table marts.days as from range(%d)", test.rows))
			for range 2 {
				if err := db.Checkpoint(t.Context()); err != nil {
					t.Fatal(err)
				}
				mustExec(t, db, "insert into marts.days values (-1)")
			}
			one, before := queryText(t, db, "select 1 as groups"), groups()
			if before == one {
				t.Fatal("there is one row group before")
			}
			rows := queryText(t, db, "from marts.days order by all")
			if err := compact(t.Context(), db, Relation{Schema: "marts", Name: "days"}); err != nil {
				t.Fatal(err)
			}
			want := before
			if test.together {
				want = one
			}
			if got := groups(); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if queryText(t, db, "from marts.days order by all") != rows {
				t.Error("the rows changed")
			}
		})
	}
}
