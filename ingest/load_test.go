package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sqlfiles "github.com/recaudo/recaudo/sql"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// inbox is a warehouse in memory and a folder of exports.
type inbox struct {
	t    *testing.T
	root string
	opts Options
}

// fileTime is the modification time of the first file of a test; every further write is a minute later.
var fileTime = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func newInbox(t *testing.T, sources ...Source) *inbox {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Options{Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Prepare(t.Context(), sqlfiles.FS); err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	now := fileTime
	return &inbox{t: t, root: root, opts: Options{
		DB: db, Root: root, Sources: sources, TimeZone: "America/Bogota", TempDir: t.TempDir(),
		Now: func() time.Time {
			now = now.Add(time.Second)
			return now
		},
	}}
}

// write puts a file into the inbox, minutes after fileTime.
func (in *inbox) write(name string, minutes int, lines ...string) {
	in.t.Helper()
	in.writeText(name, minutes, strings.Join(lines, "\n")+"\n")
}

func (in *inbox) writeText(name string, minutes int, text string) {
	in.t.Helper()
	path := filepath.Join(in.root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		in.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		in.t.Fatal(err)
	}
	at := fileTime.Add(time.Duration(minutes) * time.Minute)
	if err := os.Chtimes(path, at, at); err != nil {
		in.t.Fatal(err)
	}
}

func (in *inbox) run() Report {
	in.t.Helper()
	report, err := Run(in.t.Context(), in.opts)
	if err != nil {
		in.t.Fatal(err)
	}
	return report
}

// query returns rows as text, columns joined by |.
func (in *inbox) query(query string) []string {
	in.t.Helper()
	rows, err := in.opts.DB.QueryContext(context.Background(), query)
	if err != nil {
		in.t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		in.t.Fatal(err)
	}
	var texts []string
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			in.t.Fatal(err)
		}
		parts := make([]string, len(cells))
		for i, cell := range cells {
			parts[i] = cellText(*cell.(*any))
		}
		texts = append(texts, strings.Join(parts, "|"))
	}
	if err := rows.Err(); err != nil {
		in.t.Fatal(err)
	}
	return texts
}

func cellText(value any) string {
	switch value := value.(type) {
	case nil:
		return "-"
	case time.Time:
		return value.UTC().Format("2006-01-02 15:04:05")
	case []byte:
		return string(value)
	}
	return fmt.Sprint(value)
}

func (in *inbox) wantRows(query string, want ...string) {
	in.t.Helper()
	got := in.query(query)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		in.t.Errorf("%s\ngot:\n%s\nwant:\n%s", query, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func paymentsSource() Source { return Source{Name: "pagos", Entity: "payments", Path: "pagos*.csv*"} }

func TestRunLoadsOneFile(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos.csv", 0,
		"payment_id,account_id,paid_at,amount,currency,status",
		"p1,a1,2026-03-05 10:00:00,10.50,cop,settled",
		"p2,a2,2026-03-06 00:00:00,-3,,reversed",
	)
	report := in.run()
	if len(report.Files) != 1 || report.Files[0].Status != Loaded || report.Files[0].Err != nil {
		t.Fatalf("report: %+v", report)
	}
	if got, want := report.Totals, (Counts{Read: 2, Accepted: 2}); got != want {
		t.Errorf("totals: got %+v, want %+v", got, want)
	}
	in.wantRows("select payment_id, account_id, paid_at, paid_at_has_time, amount::varchar, currency, status, line_order, load_id, source from raw.payments order by 1",
		"p1|a1|2026-03-05 15:00:00|true|10.5000|COP|settled|0|1|pagos",
		"p2|a2|2026-03-06 05:00:00|true|-3.0000|-|reversed|1|1|pagos")
	in.wantRows("select source, entity, path, status, rows_read, rows_accepted, error from ops.loads",
		"pagos|payments|pagos.csv|loaded|2|2|-")
	if again := in.run(); again.Count(Unchanged) != 1 || again.Totals.Read != 0 {
		t.Errorf("second run: %+v", again)
	}
}
