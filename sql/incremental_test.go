package sqlfiles_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
	"github.com/recaudo/recaudo/transform"
)

var seeds = flag.Uint64("seeds", 6, "how many invented histories are lived through night by night")

// TestNightsGiveTheMartsOfAFullRefresh loads invented histories night by night, transforms after each night only what
// its loads touch, and compares every mart with a full refresh of the same rows.
func TestNightsGiveTheMartsOfAFullRefresh(t *testing.T) {
	project, err := transform.Load(t.Context(), sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	candidates := map[string]int{}
	for seed := range *seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			h := newHistory(seed)
			settings := maps.Clone(defaultSettings)
			settings["attribution"] = []string{"owner", "last_touch", "best_touch"}[seed%3]
			settings["promises_source"] = []string{"promises", "interactions"}[seed%2]
			settings["touch_days"] = []string{"30", "3", "0", "10"}[seed%4]
			settings["payment_days"] = []string{"7", "2", "0"}[seed%3]
			r, err := replay(t.Context(), project, h, settings)
			if err != nil {
				t.Fatal(err)
			}
			for _, difference := range r.differences {
				t.Error(difference)
			}
			for kind, count := range r.candidates {
				candidates[kind] += count
			}
		})
	}
	t.Logf("candidates of contact limits: %v", candidates)
	for _, kind := range []string{"debt", "debtor", "shared"} {
		if seeds := int(*seeds); candidates[kind] < 5*seeds {
			t.Errorf("%d candidates of contact limits of kind %q in %d histories; too few to prove anything",
				candidates[kind], kind, seeds)
		}
	}
}

// replayed is what became of a history.
type replayed struct {
	differences []string // of the marts after the last night from a full refresh
	// candidates of contact limits after the last night, by the scope of the rule; "shared": those of scope debtor whose
	// debtor has several accounts.
	candidates map[string]int
}

// replay lives through the nights of h and compares the marts then with a full refresh.
func replay(
	ctx context.Context, project *transform.Project, h *history, settings map[string]string,
) (r replayed, err error) {
	db, err := warehouse.Open(ctx, warehouse.Options{Threads: 1})
	if err != nil {
		return r, err
	}
	defer db.Close()
	if err := db.Prepare(ctx, sqlfiles.FS); err != nil {
		return r, err
	}
	if err := insertAgendaRules(ctx, db); err != nil {
		return r, err
	}
	if err := insertContactRules(ctx, db); err != nil {
		return r, err
	}
	settings["jurisdiction"] = "X"
	inForce := map[string]fact{}
	for night, day := range h.nights {
		if err := loadNight(ctx, db, h, night, inForce); err != nil {
			return r, err
		}
		settings["as_of"] = dateText(day)
		if _, err := db.ExecContext(ctx, "delete from ops.settings"); err != nil {
			return r, err
		}
		if err := insertRow(ctx, db, transform.Relation{Schema: "ops", Name: "settings"}, settings); err != nil {
			return r, err
		}
		asOf := firstDate.AddDate(0, 0, day)
		if night == len(h.nights)-1 && h.killedAfter != (transform.Relation{}) {
			part, err := project.UpTo(h.killedAfter)
			if err != nil {
				return r, err
			}
			if err := transformNight(ctx, db, part, asOf, false); err != nil {
				return r, err
			}
		}
		if err := transformNight(ctx, db, project, asOf, false); err != nil {
			return r, err
		}
		if err := remember(ctx, db, asOf); err != nil {
			return r, err
		}
	}
	r.differences, err = compareWithFullRefresh(ctx, db, project, firstDate.AddDate(0, 0, h.nights[len(h.nights)-1]))
	if err != nil {
		return r, err
	}
	r.candidates, err = countCandidates(ctx, db)
	return r, err
}

// loadNight does with the facts of a night what ingest does: each entity is a load, and a row with a known key replaces
// the one in force, which is kept among the superseded rows.
func loadNight(ctx context.Context, db *warehouse.DB, h *history, night int, inForce map[string]fact) error {
	for number, entity := range rawEntities {
		loadID := strconv.Itoa(100*(night+1) + number)
		rows := map[string]map[string]string{}
		var keys []string
		for _, f := range h.facts {
			if f.entity != entity || f.night != night {
				continue
			}
			if rows[f.key] == nil {
				keys = append(keys, f.key)
			}
			rows[f.key] = f.values
		}
		if len(keys) == 0 {
			continue
		}
		err := insertRow(ctx, db, transform.Relation{Schema: "ops", Name: "loads"}, map[string]string{
			"load_id": loadID, "entity": entity, "source": entity, "path": entity + loadID + ".csv", "status": "loaded",
			"exported_at": firstDate.AddDate(0, 0, h.nights[night]+1).Format(time.DateTime),
		})
		if err != nil {
			return err
		}
		table := givenTable{relation: transform.Relation{Schema: "raw", Name: entity}}
		columns := map[string]bool{"load_id": true}
		for _, key := range keys {
			rows[key] = changed(rows[key], "load_id", loadID)
			for column := range rows[key] {
				columns[column] = true
			}
		}
		table.columns = slices.Sorted(maps.Keys(columns))
		for _, key := range keys {
			if old, ok := inForce[entity+"|"+key]; ok {
				if err := supersede(ctx, db, old, loadID); err != nil {
					return err
				}
			}
			inForce[entity+"|"+key] = fact{entity: entity, key: key, values: rows[key]}
			var cells []string
			for _, column := range table.columns {
				cells = append(cells, rows[key][column])
			}
			table.rows = append(table.rows, cells)
		}
		if err := insertTable(ctx, db, table, nil); err != nil {
			return err
		}
	}
	return nil
}

// supersede moves a row in force to the superseded rows.
func supersede(ctx context.Context, db *warehouse.DB, old fact, byLoadID string) error {
	row := map[string]any{}
	conditions := []string{"true"}
	for column, value := range old.values {
		if value == "" {
			row[column] = nil
			continue
		}
		row[column] = value
		conditions = append(conditions, warehouse.QuoteIdent(column)+" = "+warehouse.QuoteLiteral(value))
	}
	content, err := json.Marshal(row)
	if err != nil {
		return err
	}
	err = insertRow(ctx, db, transform.Relation{Schema: "ops", Name: "superseded_rows"}, map[string]string{
		"load_id": old.values["load_id"], "entity": old.entity, "row_key": old.key, "replaced_by_load_id": byLoadID,
		"row": string(content),
	})
	if err != nil {
		return err
	}
	result, err := db.ExecContext(ctx, "delete from raw."+warehouse.QuoteIdent(old.entity)+
		" where "+strings.Join(conditions, " and "))
	if err != nil {
		return err
	}
	deleted, err := result.RowsAffected()
	if err != nil {
		return err
	}
	if deleted != 1 {
		return fmt.Errorf("supersede %s %s: %d rows deleted", old.entity, old.key, deleted)
	}
	return nil
}

// transformNight plans and runs a transform as the command line does.
func transformNight(
	ctx context.Context, db *warehouse.DB, project *transform.Project, asOf time.Time, isFull bool,
) error {
	end := asOf.AddDate(0, 0, 1)
	opts := transform.RunOptions{
		RunID:  1,
		Window: transform.Window{Start: asOf, End: end},
		Logger: slog.New(slog.DiscardHandler),
		Now:    time.Now,
	}
	for _, name := range []string{"event_dates", "changed_dates"} {
		models, err := project.UpTo(transform.Relation{Schema: "staging", Name: name})
		if err != nil {
			return err
		}
		if _, err := models.Run(ctx, db, opts); err != nil {
			return err
		}
	}
	var first time.Time
	var touched sql.NullTime
	err := db.QueryRowContext(ctx, `
		select
			(select min(first_date) from staging.event_dates),
			(select min(changed_date) from staging.changed_dates)`).Scan(&first, &touched)
	if err != nil {
		return err
	}
	if !touched.Valid || touched.Time.After(end) {
		touched.Time = end
	}
	if touched.Time.Before(first) {
		touched.Time = first
	}
	opts.Window.Start = first
	opts.Touched = transform.Relation{Schema: "staging", Name: "touched_accounts"}
	opts.Changed = transform.Window{Start: touched.Time, End: end}
	opts.Full = isFull
	_, err = project.Run(ctx, db, opts)
	return err
}

// remember notes up to where the marts are computed.
func remember(ctx context.Context, db *warehouse.DB, asOf time.Time) error {
	if _, err := db.ExecContext(ctx, "delete from ops.transform_state"); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, `
		insert into ops.transform_state (run_id, last_load_id, as_of, settings_hash, models_hash)
		select 1, max(loads.load_id), ?, '', '' from ops.loads as loads`, warehouse.Date(asOf))
	return err
}

// compareWithFullRefresh keeps the models, computes them from nothing and returns the rows that only one side has.
func compareWithFullRefresh(
	ctx context.Context, db *warehouse.DB, project *transform.Project, asOf time.Time,
) (differences []string, err error) {
	var models []transform.Relation
	for _, model := range project.Models {
		if slices.ContainsFunc(project.Models, func(m transform.Model) bool { return m.Touched == model.Relation }) {
			continue // it tells of a night, not of the history
		}
		if model.Schema == "marts" || model.Schema == "intermediate" && model.Materialized != transform.View {
			models = append(models, model.Relation)
		}
	}
	if _, err := db.ExecContext(ctx, "create or replace schema kept"); err != nil {
		return nil, err
	}
	for _, model := range models {
		_, err := db.ExecContext(ctx, fmt.Sprintf("create table kept.%q as from %s", model, model))
		if err != nil {
			return nil, err
		}
	}
	if err := transformNight(ctx, db, project, asOf, true); err != nil {
		return nil, err
	}
	for _, model := range models {
		rows, err := differentRows(ctx, db, model)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			differences = append(differences, fmt.Sprintf("as of %s, %s: %s", asOf.Format(time.DateOnly), model, row))
		}
	}
	_, err = db.ExecContext(ctx, "drop schema kept cascade")
	return differences, err
}

// differentRows returns the first few rows that a kept model and the model do not share. Places in the order of loads do
// not count: a load that comes between others moves them, but not what comes before what.
func differentRows(
	ctx context.Context, db *warehouse.DB, model transform.Relation,
) (different []string, err error) {
	rows, err := db.QueryContext(ctx, fmt.Sprintf(`
		with
		got as (select columns(name -> name <> 'load_order') from kept.%q),
		want as (select columns(name -> name <> 'load_order') from %[1]s)
		select 'got ' || got::varchar from (from got except all from want) as got
		union all
		select 'want ' || want::varchar from (from want except all from got) as want
		limit 6`, model))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		different = append(different, "")
		if err := rows.Scan(&different[len(different)-1]); err != nil {
			return nil, err
		}
	}
	return different, rows.Err()
}
