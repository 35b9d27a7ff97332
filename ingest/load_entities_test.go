package ingest

import (
	"fmt"
	"strings"
	"testing"
)

func snapshotSource() Source {
	return Source{Name: "cartera", Entity: "assignments", Path: "cartera_*.csv", ExportedAt: "cartera_%Y%m%d"}
}

func snapshotLines(first, last int) []string {
	lines := []string{"account_id,collector_id,assigned_amount"}
	for i := first; i <= last; i++ {
		lines = append(lines, fmt.Sprintf("a%d,c1,100", i))
	}
	return lines
}

func TestSnapshotDateFromTheName(t *testing.T) {
	in := newInbox(t, snapshotSource())
	in.write("cartera_20260301.csv", 0, snapshotLines(1, 2)...)
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 2})
	in.wantRows("select account_id, as_of_date::varchar, assigned_at from raw.assignments order by 1", "a1|2026-03-01|-", "a2|2026-03-01|-")
}

func TestSnapshotThatShrinksIsRefused(t *testing.T) {
	in := newInbox(t, snapshotSource())
	in.write("cartera_20260301.csv", 0, snapshotLines(1, 10)...)
	in.write("cartera_20260302.csv", 1, snapshotLines(1, 6)...)
	in.write("cartera_20260303.csv", 2, snapshotLines(1, 8)...)
	report := in.run()
	if report.Count(Loaded) != 2 || report.Count(Refused) != 1 {
		t.Fatalf("report: %+v", report)
	}
	in.wantRows("select path, reason from ops.loads where status = 'refused'", "cartera_20260302.csv|snapshot_shrank")
	for _, file := range report.Files {
		if file.Status == Refused && !strings.Contains(file.Err.Error(), "--accept-shrink") {
			t.Errorf("message: %v", file.Err)
		}
	}
	if again := in.run(); again.Count(Refused) != 1 || again.Count(Unchanged) != 2 {
		t.Errorf("second run: %+v", again)
	}
	// The rest of the day's list makes the snapshot whole.
	in.write("cartera_20260302b.csv", 3, snapshotLines(7, 10)...)
	if whole := in.run(); whole.Count(Loaded) != 2 || whole.Count(Refused) != 0 {
		t.Errorf("with the other half: %+v", whole)
	}
}

func TestAcceptShrink(t *testing.T) {
	in := newInbox(t, snapshotSource())
	in.write("cartera_20260301.csv", 0, snapshotLines(1, 10)...)
	in.write("cartera_20260302.csv", 1, snapshotLines(1, 3)...)
	in.run()
	in.opts.AcceptShrink = true
	wantCounts(t, in.run(), Counts{Read: 3, Accepted: 3})
}

func TestRejectedSnapshotRowsAreNotGone(t *testing.T) {
	in := newInbox(t, lenient(snapshotSource()))
	in.write("cartera_20260301.csv", 0, snapshotLines(1, 4)...)
	in.write("cartera_20260302.csv", 1, "account_id,collector_id,assigned_amount", "a1,c1,1", "a2,c1,1", "a3,c1,x", "a4,c1,x")
	if report := in.run(); report.Count(Loaded) != 2 {
		t.Errorf("report: %+v", report)
	}
}

func TestIntervalsWithInclusiveEnd(t *testing.T) {
	in := newInbox(t, Source{Name: "asignaciones", Entity: "assignments", Path: "*.csv", EndInclusive: true,
		Values: map[string]map[string]*string{"collector_id": {"nadie": nil}}})
	in.write("a.csv", 0, "account_id,collector_id,assigned_at,unassigned_at,assigned_amount",
		"a1,c1,2026-03-01,2026-03-10,100", "a2,NADIE,2026-03-01,,100")
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 2})
	in.wantRows("select account_id, collector_id, assigned_at, unassigned_at, unassigned_at_has_time from raw.assignments order by 1",
		"a1|c1|2026-03-01 00:00:00|2026-03-11 00:00:00|false", "a2|-|2026-03-01 00:00:00|-|-")
}

func TestReactionOfAnInteraction(t *testing.T) {
	none := "none"
	in := newInbox(t, Source{Name: "gestiones", Entity: "interactions", Path: "*.csv",
		Values:   map[string]map[string]*string{"reaction": {"Cuelga": &none}},
		Defaults: map[string]string{"channel": "call"}})
	in.write("g.csv", 0, "interaction_id,account_id,occurred_at,outcome,reaction,promised_amount,promised_date",
		"1,a1,2026-03-05 10:00:00,Promesa de pago,,,",
		"2,a1,2026-03-05 10:00:00,no contesta,debtor_contact,,",
		"3,a1,2026-03-05 10:00:00,Cuelga,,,",
		"4,a1,2026-03-05 10:00:00,rarísimo,,,",
		"5,a1,2026-03-05 10:00:00,,,100,2026-03-09",
	)
	wantCounts(t, in.run(), Counts{Read: 5, Accepted: 5})
	in.wantRows("select interaction_id, channel, direction, outcome, reaction from raw.interactions order by 1",
		"1|call|outbound|Promesa de pago|promise", "2|call|outbound|no contesta|debtor_contact", "3|call|outbound|Cuelga|none",
		"4|call|outbound|rarísimo|-", "5|call|outbound|-|promise")
}

func TestWhereKeepsTheLineNumbers(t *testing.T) {
	source := lenient(paymentsSource())
	source.Where = "kind = 'pago' and amount is not null"
	in := newInbox(t, source)
	in.write("pagos.csv", 0, "payment_id,account_id,paid_at,amount,kind",
		"p1,a1,2026-03-05,1,pago", "p2,a1,2026-03-05,1,nota", "p3,a1,2026-03-05,,pago", "p4,a1,2026-03-05,x,pago")
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 1, Rejected: 1})
	in.wantRows("select line from ops.rejected_rows", "5")
}

func groupedSource() Source {
	return Source{Name: "mensajes", Entity: "interactions", Path: "m*.csv", GroupEvents: &GroupEvents{By: "message_id"},
		Columns: map[string]Headers{"outcome": {"event"}}}
}

func TestGroupEventsInAnyOrder(t *testing.T) {
	header := "message_id,account_id,channel,occurred_at,event"
	files := [][]string{
		{header, "m1,a1,sms,2026-03-05 10:00:00,sent", "m1,a1,sms,2026-03-05 10:05:00,delivered", "m2,a2,sms,2026-03-05 11:00:00,sent"},
		{header, "m1,a1,sms,2026-03-05 12:00:00,read", "m3,a3,sms,2026-03-05 12:00:00,delivered"},
		{header, "m1,a1,sms,2026-03-05 09:00:00,sent", "m2,a2,sms,2026-03-05 11:30:00,delivered"},
	}
	const query = "select interaction_id, occurred_at, outcome, reaction from raw.interactions order by 1"
	want := []string{"m1|2026-03-05 14:00:00|read|opened", "m2|2026-03-05 16:00:00|delivered|delivered", "m3|2026-03-05 17:00:00|delivered|delivered"}
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			in := newInbox(t, groupedSource())
			for at, file := range order {
				in.write(fmt.Sprintf("m%d.csv", file), at, files[file]...)
				report := in.run()
				if c := report.Totals; c.Read != c.Accepted+c.Duplicate+c.Corrected+c.Rejected || report.Count(Loaded) != 1 {
					t.Errorf("report: %+v", report)
				}
			}
			in.wantRows(query, want...)
		})
	}
}

func TestOffsetsAndBusinessDates(t *testing.T) {
	in := newInbox(t, Source{Name: "promesas", Entity: "promises", Path: "*.csv"})
	in.write("p.csv", 0, "promise_id,account_id,promised_at,due_date,amount",
		"1,a1,2026-03-05T22:00:00Z,2026-03-09T03:00:00Z,10", "2,a1,2026-03-05T22:00:00-03:00,2026-03-09 03:00:00,10")
	in.run()
	in.wantRows("select promise_id, promised_at, due_date::varchar from raw.promises order by 1",
		"1|2026-03-05 22:00:00|2026-03-08", "2|2026-03-06 01:00:00|2026-03-09")
}
