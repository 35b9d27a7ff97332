package cli

import (
	"database/sql"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

// TestForget has runs 1 to 4 of which 1 and 2 are old, and wants what later runs go by to stay.
func TestForget(t *testing.T) {
	ctx := t.Context()
	db, err := warehouse.Open(ctx, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Prepare(ctx, sqlfiles.FS); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(ctx, `
		insert into ops.runs (run_id, started_at) values
			(1, '2026-01-01'), (2, '2026-01-02'), (3, '2026-03-01'), (4, '2026-03-02');
		insert into ops.transform_state (run_id) values (2);
		insert into ops.model_runs (run_id, model) values
			(1, 'marts.a'), (2, 'marts.a'), (3, 'marts.a'), (1, 'marts.b'), (2, 'marts.b');
		insert into ops.check_results (run_id, check_name) values (1, 'a'), (2, 'a'), (2, 'b');
		insert into ops.loads (load_id, entity, finished_at, cells_not_taken) values
			(1, 'payments', '2026-01-01', 1), (2, 'assignments', '2026-01-01', 1), (3, 'payments', '2026-03-01', 0);
		insert into ops.rejected_rows (load_id, line, is_row_rejected, message, raw, parsed) values
			(1, 1, true, 'm', 'Ana', '{}'), (1, 2, false, 'm', 'Ana', null),
			(2, 3, true, 'm', 'Ana', '{"account_id": "a1", "as_of_date": "2026-01-01", "debtor_id": "d1", "portfolio": "x"}'),
			(2, 4, false, 'm', 'Ana', null), (2, 6, true, 'm', 'Ana', null),
			(2, 7, true, 'm', 'Ana', '{"account_id": "a1", "assigned_at": "2026-01-01", "debtor_id": "d1", "as_of_date": null}'),
			(2, 8, true, 'm', 'Ana', '{"account_id": null, "as_of_date": "2026-01-01", "debtor_id": "d1"}'), (3, 5, true, 'm', 'Eva', '{}')`); err != nil {
		t.Fatal(err)
	}
	for range 2 { // once more changes nothing
		err = db.InTx(ctx, func(tx *sql.Tx) error {
			return RetentionConfig{Days: 10}.forget(ctx, tx, time.Date(2026, 2, 11, 0, 0, 0, 0, time.UTC))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]string{
		"select list(run_id order by run_id)::varchar from ops.runs":                            "[2, 3, 4]",
		"select list(model || run_id order by model, run_id)::varchar from ops.model_runs":      "[marts.a3, marts.b2]",
		"select list(check_name || run_id order by check_name)::varchar from ops.check_results": "[a2, b2]",
		"select list(line order by line)::varchar from ops.rejected_rows":                       "[3, 5]",
		// An assignment keeps its holder by the ids and the date; nothing else of the row is left.
		"select concat_ws(' ', message, raw, parsed) from ops.rejected_rows where line = 3": `{"account_id":"a1","debtor_id":"d1","as_of_date":"2026-01-01"}`,
		// The ledger still knows what there is to try again.
		"select string_agg(load_id || ':' || cells_not_taken, ' ' order by load_id) from ops.loads": "1:1 2:1 3:0",
	} {
		var got string
		if err := db.QueryRowContext(ctx, query).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}

// TestForgetNothing wants an empty history to be no error.
func TestForgetNothing(t *testing.T) {
	ctx := t.Context()
	db, err := warehouse.Open(ctx, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Prepare(ctx, sqlfiles.FS); err != nil {
		t.Fatal(err)
	}
	err = db.InTx(ctx, func(tx *sql.Tx) error { return RetentionConfig{Days: 1}.forget(ctx, tx, time.Now()) })
	if err != nil {
		t.Fatal(err)
	}
}

// TestRejectedDays wants rejects to go earlier, or later, than the rest.
func TestRejectedDays(t *testing.T) {
	ctx := t.Context()
	db, err := warehouse.Open(ctx, warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Prepare(ctx, sqlfiles.FS); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name      string
		retention RetentionConfig
		want      string // loads with rejects, then runs
	}{
		{"neither", RetentionConfig{}, "1,2 1,2"},
		{"rejects only", RetentionConfig{RejectedDays: 30}, "2 1,2"},
		{"rejects longer", RetentionConfig{Days: 5, RejectedDays: 100}, "1,2 2"},
		{"rejects earlier", RetentionConfig{Days: 100, RejectedDays: 5}, "2 1,2"},
		{"both", RetentionConfig{Days: 30}, "2 2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := db.ExecContext(ctx, `
				delete from ops.runs; delete from ops.loads; delete from ops.rejected_rows;
				insert into ops.runs (run_id, started_at) values (1, '2026-01-01'), (2, '2026-03-01');
				insert into ops.loads (load_id, entity, finished_at) values (1, 'payments', '2026-01-01'), (2, 'payments', '2026-03-01');
				insert into ops.rejected_rows (load_id, message) values (1, 'm'), (2, 'm')`); err != nil {
				t.Fatal(err)
			}
			err := db.InTx(ctx, func(tx *sql.Tx) error {
				return test.retention.forget(ctx, tx, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
			})
			if err != nil {
				t.Fatal(err)
			}
			var got string
			if err := db.QueryRowContext(ctx, `
				select (select string_agg(load_id, ',' order by load_id) from ops.rejected_rows) || ' '
					|| (select string_agg(run_id, ',' order by run_id) from ops.runs)`).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
