package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// A night looks at the rows that it replaced, but after marts that were never published at all rows: those of the night
// before may have failed a check.
func TestMartsThatWereNotPublishedAreCheckedWhole(t *testing.T) {
	o := newOffice(t, "timezone: America/Bogota\ncurrency: COP\nroot: inbox\nsources:\n"+
		"  - {name: assignments, entity: assignments, path: \"cartera*.csv\"}\n"+
		"  - {name: payments, entity: payments, path: \"pagos*.csv\"}\n")
	o.write("inbox/cartera_1.csv", officeFile["cartera_1.csv"])
	o.write("inbox/pagos_1.csv", "payment_id,account_id,paid_at,amount\nP1,CR-700102,2026-03-04,100\n")
	o.recaudo(exitFailed, "run", "--as-of", "2026-03-10") // a line of the assignments is refused
	o.write("inbox/cartera_1.csv", strings.ReplaceAll(officeFile["cartera_1.csv"], "unknown", "1000"))
	o.recaudo(exitDone, "run", "--as-of", "2026-03-10")

	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: filepath.Join(o.folder, "data/warehouse.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), "insert into intermediate.payments from intermediate.payments"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(o.folder, "data/published/warehouse.duckdb")); err != nil {
		t.Fatal(err)
	}
	o.write("inbox/pagos_2.csv", "payment_id,account_id,paid_at,amount\nP2,CR-700103,2026-03-05,50\n")
	if _, said := o.recaudo(exitFailed, "run", "--as-of", "2026-03-10"); !strings.Contains(said, "grain:intermediate.payments") {
		t.Errorf("a run published rows that stand there twice:\n%s", said)
	}
}
