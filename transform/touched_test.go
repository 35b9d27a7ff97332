package transform

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// touchedModels add to the project of testdata a model by key, one by key and date, and one by month behind them, and the
// table of touched keys.
var touchedModels = map[string]string{
	"ops/touched.sql": `-- description: touched accounts; one row per account
create table if not exists ops.touched (
    account_id varchar,
    touched_from date
)
`,
	"intermediate/totals.sql": `-- description: all-time sums; one row per account
-- grain: account_id
-- materialized: incremental
-- key: account_id

select events.account_id, sum(events.amount) as amount
from staging.events as events
group by all
`,
	"intermediate/running.sql": `-- description: sums up to a date; one row per account and date
-- grain: account_id, event_date
-- materialized: incremental
-- key: account_id
-- window: event_date
-- lookback: unbounded

select
    days.account_id,
    days.event_date,
    sum(events.amount) as amount
from (
    select distinct events.account_id, events.event_date
    from staging.events as events
) as days
inner join staging.events as events
    on days.account_id = events.account_id and days.event_date >= events.event_date
where days.event_date >= $start and days.event_date < $end
group by all
`,
	"marts/months.sql": `-- description: sums of a month; one row per month
-- grain: month
-- materialized: incremental
-- window: month
-- spans: month
-- lookback: 0d

select date_trunc('month', events.event_date)::date as month, sum(events.amount) as amount
from staging.events as events
where events.event_date >= $start and events.event_date < $end
group by all
`,
}

var touchedTables = []string{"intermediate.totals", "intermediate.running", "marts.months"}

func TestTouchedKeysGiveTheRowsOfAFullRefresh(t *testing.T) {
	project := testProject(t, touchedModels)
	for seed := range uint64(5) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 2))
			db := testWarehouse(t)
			mustExec(t, db, "create table ops.touched (account_id varchar, touched_from date)")
			opts := options()
			opts.Window = window("2026-01-10", "2026-01-12")
			if _, err := project.Run(t.Context(), db, opts); err != nil {
				t.Fatal(err)
			}
			opts.Touched = Relation{Schema: "ops", Name: "touched"}
			for night := range 6 {
				previous := opts.Window.End
				opts.Window.End = previous.AddDate(0, 0, 1+random.IntN(20))
				mustExec(t, db, "create or replace temp table before as from raw.events")
				opts.Changed = randomEvents(t, db, random, opts.Window)
				if night%2 == 1 {
					mustExec(t, db, "delete from raw.events where account_id = 'A1' and event_date >= '2026-01-20'")
				}
				// what is new, and what is gone
				mustExec(t, db, `create or replace table ops.touched as
					select account_id, min(event_date) as touched_from
					from (
						(from raw.events except all from before) union all (from before except all from raw.events)
					) group by account_id`)
				opts.Changed.Start, opts.Changed.End = date("2026-01-10"), opts.Window.End
				if _, err := project.Run(t.Context(), db, opts); err != nil {
					t.Fatal(err)
				}
			}
			var got []string
			for _, table := range touchedTables {
				got = append(got, queryText(t, db, "select * from "+table+" order by all"))
			}
			opts.Full = true
			if _, err := project.Run(t.Context(), db, opts); err != nil {
				t.Fatal(err)
			}
			for i, table := range touchedTables {
				if want := queryText(t, db, "select * from "+table+" order by all"); got[i] != want {
					t.Errorf("%s:\n got %s\nwant %s", table, got[i], want)
				}
			}
		})
	}
}

// A run writes rows of touched keys and of no others.
func TestOtherKeysAreLeftAlone(t *testing.T) {
	project := testProject(t, touchedModels)
	db := testWarehouse(t)
	mustExec(t, db, "create table ops.touched (account_id varchar, touched_from date)")
	mustExec(t, db, "insert into raw.events values ('A1', '2026-01-10', 1), ('A2', '2026-01-10', 2), ('A2', '2026-02-20', 3)")
	opts := options()
	if _, err := project.Run(t.Context(), db, opts); err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, "insert into raw.events values ('A2', '2026-02-10', 4)")
	mustExec(t, db, "insert into ops.touched values ('A2', '2026-02-10')")
	opts.Touched = Relation{Schema: "ops", Name: "touched"}
	opts.Changed = window("2026-02-10", "2026-04-01")
	runs, err := project.Run(t.Context(), db, opts)
	if err != nil {
		t.Fatal(err)
	}
	wants := map[string]int64{"intermediate.totals": 1, "intermediate.running": 2, "marts.months": 1}
	for _, run := range runs {
		if want, ok := wants[run.Model]; ok && run.Rows != want {
			t.Errorf("%s: got %d rows written, want %d", run.Model, run.Rows, want)
		}
	}
	got := queryText(t, db, "select list(account_id || ' ' || amount order by all)::varchar from intermediate.totals")
	if want := "A1 1.0000, A2 9.0000"; !strings.Contains(got, want) {
		t.Errorf("got sums %s, want %s", got, want)
	}
}

// A model may name a table of keys of its own, which is computed before it.
func TestModelWithItsOwnTouchedKeys(t *testing.T) {
	project := testProject(t, map[string]string{
		"ops/touched.sql": touchedModels["ops/touched.sql"],
		"intermediate/shares.sql": `-- description: shares of what all accounts have; one row per account
-- grain: account_id
-- materialized: incremental
-- key: account_id
-- touched: intermediate.touched_together

select events.account_id, sum(events.amount) / sum(sum(events.amount)) over () as share
from staging.events as events
group by all
`,
		"intermediate/touched_together.sql": `-- description: all accounts, once one is touched; one row per account
-- materialized: table

select distinct events.account_id
from staging.events as events
where exists (select 1 from ops.touched)
`,
	})
	db := testWarehouse(t)
	mustExec(t, db, "create table ops.touched (account_id varchar, touched_from date)")
	mustExec(t, db, "insert into raw.events values ('A1', '2026-01-10', 1), ('A2', '2026-01-10', 1)")
	opts := options()
	if _, err := project.Run(t.Context(), db, opts); err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, "insert into raw.events values ('A2', '2026-02-10', 2)")
	mustExec(t, db, "insert into ops.touched values ('A2', '2026-02-10')")
	opts.Touched = Relation{Schema: "ops", Name: "touched"}
	opts.Changed = window("2026-02-10", "2026-04-01")
	if _, err := project.Run(t.Context(), db, opts); err != nil {
		t.Fatal(err)
	}
	got := queryText(t, db, "select list(account_id || ' ' || share order by all)::varchar from intermediate.shares")
	if want := "A1 0.25, A2 0.75"; !strings.Contains(got, want) {
		t.Errorf("got shares %s, want %s", got, want)
	}
	for _, model := range project.Models {
		if model.Name == "shares" {
			check := grainCheck(model, CheckOptions{Changed: opts.Changed, Touched: opts.Touched})
			if want := `"intermediate"."touched_together"`; !strings.Contains(check.SQL, want) {
				t.Errorf("got the check %s, want it to look at rows of %s", check.SQL, want)
			}
		}
	}
}

func TestKeyErrors(t *testing.T) {
	const keyed = "-- description: a; one row per event\n-- materialized: incremental\n-- key: account_id\n"
	const query = "\nselect events.account_id from raw.events as events"
	for name, c := range map[string]struct{ content, want string }{
		"a relation without a name": {
			keyed + "\nselect account_id, amount from raw.events",
			"reads every relation as `from raw.events as name`",
		},
		"touched keys under no name": {
			keyed + "-- touched: touched\n" + query,
			"keyed.sql:4: touched: only a model with a key and no window has it, and it is a table, as schema.name",
		},
		"touched keys that no file describes": {
			keyed + "-- touched: ops.none\n" + query,
			"unknown relation ops.none",
		},
		"touched keys of a view": {
			"-- description: a; one row per event\n-- materialized: view\n-- touched: ops.touched\n" + query,
			"only incremental models have one",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(t.Context(), testFiles(t, map[string]string{"marts/keyed.sql": c.content}))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to contain %q", err, c.want)
			}
		})
	}
}

// Rows that do not follow the key are an error, not rows that double night by night.
func TestRowsOfOtherKeysAreRefused(t *testing.T) {
	project := testProject(t, map[string]string{
		"ops/touched.sql": touchedModels["ops/touched.sql"],
		"intermediate/strange.sql": `-- description: sums under another name; one row per account
-- materialized: incremental
-- key: account_id

select events.account_id || '!' as account_id, sum(events.amount) as amount
from staging.events as events
group by all
`,
	})
	db := testWarehouse(t)
	mustExec(t, db, "create table ops.touched as select 'A1' as account_id, date '2026-01-10' as touched_from")
	mustExec(t, db, "insert into raw.events values ('A1', '2026-01-10', 1)")
	opts := options()
	if _, err := project.Run(t.Context(), db, opts); err != nil {
		t.Fatal(err)
	}
	opts.Touched = Relation{Schema: "ops", Name: "touched"}
	_, err := project.Run(t.Context(), db, opts)
	if want := "1 of 1 rows have a account_id that is NULL or was not touched"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want it to contain %q", err, want)
	}
}
