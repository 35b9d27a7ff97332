package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// A debtor who was erased by mistake returns by what is brought anew after the lift.
func testEraseLifted(t *testing.T, o *office) {
	paid := func(when, want string) {
		t.Helper()
		db, err := warehouse.Open(t.Context(), warehouse.Options{
			Path: filepath.Join(o.folder, "data/warehouse.duckdb"), ReadOnly: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var got string
		err = db.QueryRowContext(t.Context(), "select string_agg(paid, ' ' order by paid) from "+
			"(select account_id || '=' || sum(amount)::int as paid from raw.payments group by account_id)").Scan(&got)
		if err != nil || got != want {
			t.Errorf("%s: got %q and error %v, want %q", when, got, err, want)
		}
	}
	paid("at first", "CR-700101=450 CR-700102=5 CR-700103=120")
	o.recaudo(exitDone, "erase", debtor)
	if _, said := o.recaudo(exitFailed, "erase", "--lift", "CC-33333333"); !strings.Contains(said, "nobody of this id was erased") {
		t.Errorf("another: %s", said)
	}
	if _, said := o.recaudo(exitDone, "erase", "--lift", debtor, "--dry-run"); !strings.Contains(said, "3 ids of him would be lifted") {
		t.Errorf("dry run: %s", said)
	}
	_, said := o.recaudo(exitDone, "erase", "--lift", debtor)
	for _, want := range []string{"lifted: 3 ids of him may be loaded again", "his rows exported into a file of their own",
		"he stands in the export " + filepath.Join(o.folder, "inbox/cartera_1.csv")} {
		if !strings.Contains(said, want) {
			t.Errorf("lift did not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, debtor) {
		t.Errorf("lift writes the debtor's id to the log:\n%s", said)
	}
	o.recaudo(exitDone, "ingest")
	paid("lifted, nothing new", "CR-700102=5 CR-700103=120")
	o.write("inbox/pagos_his.csv", "payment_id,account_id,paid_at,amount\nPAY-880001,CR-700101,2026-03-05,450\n")
	o.recaudo(exitDone, "ingest")
	paid("brought anew", "CR-700101=450 CR-700102=5 CR-700103=120")

	// The snapshot is from before the lift.
	_, said = o.recaudo(exitDone, "restore", "published")
	if !strings.Contains(said, "warning: 3 ids that had been lifted are erased again: `recaudo erase --lift` lifts them anew") {
		t.Errorf("restore does not say what it undoes:\n%s", said)
	}
}
