package ingest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func (in *inbox) wantTrace(relation, key string, want ...string) {
	in.t.Helper()
	entity := strings.TrimPrefix(relation, "raw.")
	origins, err := Trace(in.t.Context(), in.opts, []RowRef{{Entity: entity, Key: key}})
	if err != nil {
		in.t.Fatal(err)
	}
	got := make([]string, len(origins))
	for i, o := range origins {
		got[i] = fmt.Sprintf("%s load %d %s:%d %s replaced by %d %s", o.Key, o.LoadID, o.Path, o.Line, o.Raw, o.ReplacedBy, o.Note)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		in.t.Errorf("trace %s %s:\ngot:\n%s\nwant:\n%s", relation, key, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTraceLeadsBackToTheLine(t *testing.T) {
	in := newInbox(t, paymentsSource(), Source{Name: "cartera", Entity: "assignments", Path: "cartera.csv"})
	in.opts.Archive = t.TempDir()
	in.write("pagos_1.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled", "", "p2,a2,2026-03-05,20,settled", ",a3,2026-03-05,7,settled", ",a3,2026-03-05,7,settled")
	in.write("cartera.csv", 0, "account_id,collector_id,assigned_at,assigned_amount,nombre", "a1,c1,2026-03-01,5,Ana", "a1,c2,2026-03-09,5,Ana")
	in.run()
	in.write("pagos_2.csv", 1, paymentHeader, "p2,a2,2026-03-05,20,reversed")
	in.run()
	in.wantTrace("raw.payments", "p2",
		"p2 load 3 pagos_2.csv:2 p2,a2,2026-03-05,20,reversed replaced by 0 ",
		"p2 load 2 pagos_1.csv:4 p2,a2,2026-03-05,20,settled replaced by 3 ")
	in.wantTrace("raw.payments", "p1", "p1 load 2 pagos_1.csv:2 p1,a1,2026-03-05,10,settled replaced by 0 ")
	key := in.query("select lpad(lower(to_hex(row_hash)), 32, '0') || '-2' from raw.payments where row_ordinal = 2")[0]
	in.wantTrace("raw.payments", key, key+" load 2 pagos_1.csv:6 ,a3,2026-03-05,7,settled replaced by 0 ")
	in.wantTrace("raw.assignments", "a1|c2", "a1|c2|2026-03-09 00:00:00| load 1 cartera.csv:3 a1,c2,2026-03-09,5,… replaced by 0 ")

	if err := os.Remove(filepath.Join(in.root, "pagos_1.csv")); err != nil {
		t.Fatal(err)
	}
	in.wantTrace("raw.payments", "p1", "p1 load 2 pagos_1.csv:2 p1,a1,2026-03-05,10,settled replaced by 0 ")
	in.opts.Archive = ""
	in.wantTrace("raw.payments", "p1",
		"p1 load 2 pagos_1.csv:0  replaced by 0 the file is neither in the inbox nor in the archive any more; set `archive:` to keep copies")
	if _, err := Trace(t.Context(), in.opts, []RowRef{{Entity: "payments", Key: "p99"}}); !errors.Is(err, ErrNotFound) {
		t.Errorf("unknown key: got %v, want ErrNotFound", err)
	}
}

// TestTraceBehindABrokenRecord holds that a record with too many cells, which DuckDB never numbers, shifts nobody's line.
func TestTraceBehindABrokenRecord(t *testing.T) {
	source := paymentsSource()
	most := 0.9
	source.MaxRejectRatio = &most
	in := newInbox(t, source)
	in.write("pagos_1.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a2,2026-03-05,20,settled,6,7,8",
		"p3,a3,2026-03-05,30,settled")
	in.run()
	in.wantTrace("raw.payments", "p3", "p3 load 1 pagos_1.csv:4 p3,a3,2026-03-05,30,settled replaced by 0 ")
}

func TestTraceOfJSON(t *testing.T) {
	in := newInbox(t, Source{Name: "pagos", Entity: "payments", Path: "pagos*", Records: ""})
	in.write("pagos_a.ndjson", 0, `{"payment_id":"p1","account_id":"a1","paid_at":"2026-03-05","amount":1,"name":"Ana"}`)
	in.write("pagos_b.json", 1, `[`, `{"payment_id":"p2","account_id":"a1","paid_at":"2026-03-05","amount":1,"name":"Ana"}`, `]`)
	in.run()
	in.wantTrace("payments", "p1",
		`p1 load 1 pagos_a.ndjson:1 {"payment_id":"p1","account_id":"a1","paid_at":"2026-03-05","amount":1,"name":"…"} replaced by 0 `)
	in.wantTrace("payments", "p2",
		`p2 load 2 pagos_b.json:2 {"payment_id":"p2","account_id":"a1","paid_at":"2026-03-05","amount":1,"name":"…"} replaced by 0 `)
}

func TestTraceOfFoldedEvents(t *testing.T) {
	in := newInbox(t, groupedSource())
	header := "message_id,account_id,channel,occurred_at,event"
	in.write("m1.csv", 0, header, "m1,a1,sms,2026-03-05 10:00:00,sent", "m1,a1,sms,2026-03-05 10:05:00,delivered",
		"m1,a1,sms,2026-03-05 10:06:00,sent", ",a2,sms,2026-03-05 11:00:00,sent")
	in.run()
	in.wantTrace("raw.interactions", "m1", "m1 load 1 m1.csv:3 m1,a1,sms,2026-03-05 10:05:00,delivered replaced by 0 ")
	key := in.query("select lpad(lower(to_hex(row_hash)), 32, '0') || '-1' from raw.interactions where row_hash is not null")[0]
	in.wantTrace("raw.interactions", key, key+" load 1 m1.csv:5 ,a2,sms,2026-03-05 11:00:00,sent replaced by 0 ")

	in.write("m2.csv", 1, header, "m1,a1,sms,2026-03-05 12:00:00,read")
	in.run()
	in.wantTrace("raw.interactions", "m1",
		"m1 load 2 m2.csv:2 m1,a1,sms,2026-03-05 12:00:00,read replaced by 0 ",
		"m1 load 1 m1.csv:3 m1,a1,sms,2026-03-05 10:05:00,delivered replaced by 2 ")
}

func TestSupersededRowsHoldNoInternalColumn(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos_1.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled", "p1,a1,2026-03-05,20,settled")
	in.run()
	in.wantRows(`select row_key, "row"->>'amount', "row"->>'__row' from ops.superseded_rows`, "p1|10.0|-")
}
