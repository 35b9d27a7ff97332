package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// permutations of 0 to n-1.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, shorter := range permutations(n - 1) {
		for at := 0; at <= len(shorter); at++ {
			longer := append(append(append([]int{}, shorter[:at]...), n-1), shorter[at:]...)
			all = append(all, longer)
		}
	}
	return all
}

func TestOrderOfArrivalChangesNothing(t *testing.T) {
	files := [][]string{
		{paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a2,2026-03-05,20,settled", "p3,a3,2026-03-05,30,settled", ",a9,2026-03-05,1,settled"},
		{paymentHeader, "p1,a1,2026-03-05,11,settled", "p3,a3,2026-03-05,31,settled", ",a9,2026-03-05,1,settled", ",a9,2026-03-05,1,settled"},
		{paymentHeader, "p1,a1,2026-03-05,11,settled", "p2,a2,2026-03-05,21,settled", "p4,a4,2026-03-05,40,settled"},
		{paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a2,2026-03-05,20,settled", "p5,a5,2026-03-05,50,settled"},
	}
	want := []string{"-|a9|1.0000|1", "-|a9|1.0000|2", "p1|a1|10.0000|-", "p2|a2|20.0000|-", "p3|a3|31.0000|-", "p4|a4|40.0000|-", "p5|a5|50.0000|-"}
	for _, order := range permutations(len(files)) {
		in := newInbox(t, paymentsSource())
		for _, file := range order {
			in.write(fmt.Sprintf("pagos_%d.csv", file), file, files[file]...)
			report := in.run()
			if c := report.Totals; report.Count(Loaded) != 1 || c.Read != c.Accepted+c.Duplicate+c.Corrected+c.Rejected {
				t.Fatalf("order %v, file %d: %+v", order, file, report)
			}
		}
		got := in.query("select coalesce(payment_id, '-'), account_id, amount::varchar, row_ordinal from raw.payments order by all")
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("order %v:\ngot:\n%s\nwant:\n%s", order, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestRowsBelongToTheFileThatFirstStatedThem matters to the order of events without a time, and to overlaps.
func TestRowsBelongToTheFileThatFirstStatedThem(t *testing.T) {
	files := [][]string{
		{paymentHeader, "p0,a0,2026-03-05,5,settled", "p1,a1,2026-03-05,10,settled", "p2,a2,2026-03-05,20,settled", ",a9,2026-03-05,1,settled"},
		{paymentHeader, ",a9,2026-03-05,1,settled", ",a9,2026-03-05,1,settled", "p2,a2,2026-03-05,21,settled", "p1,a1,2026-03-05,10,settled"},
		{paymentHeader, "p2,a2,2026-03-05,21,settled", "p1,a1,2026-03-05,10,settled", ",a9,2026-03-05,1,settled", "p0,a0,2026-03-05,5,settled"},
	}
	want := []string{"a0|pagos_0.csv|0", "a1|pagos_0.csv|1", "a2|pagos_1.csv|2", "a9|pagos_0.csv|3", "a9|pagos_1.csv|1"}
	for _, order := range permutations(len(files)) {
		in := newInbox(t, paymentsSource())
		for _, file := range order {
			in.write(fmt.Sprintf("pagos_%d.csv", file), file, files[file]...)
			in.run()
		}
		got := in.query("select account_id, path, line_order from raw.payments join ops.loads using (load_id) order by all")
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("order %v:\ngot:\n%s\nwant:\n%s", order, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestZoneWhoseOffsetChanges(t *testing.T) {
	source := paymentsSource()
	source.Dialect.TimeZone = "America/New_York"
	in := newInbox(t, source)
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-01-05 10:00:00,10,settled", "p2,a2,2026-07-05 10:00:00,10,settled")
	in.run()
	in.wantRows("select payment_id, paid_at from raw.payments order by 1", "p1|2026-01-05 15:00:00", "p2|2026-07-05 14:00:00")
}

func TestQuoteLeftOpen(t *testing.T) {
	in := newInbox(t, lenient(paymentsSource()))
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled", `p2,"a2,2026-03-05,10,settled`, "p3,a3,2026-03-05,10,settled")
	report := in.run()
	if report.Count(Loaded)+report.Count(Refused) != 1 || report.Totals.Accepted > 1 {
		t.Errorf("report: %+v", report)
	}
}

func TestArchiveThatCannotBeWrittenStopsTheFile(t *testing.T) {
	in := newInbox(t, paymentsSource())
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	in.opts.Archive = blocked
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled")
	if report := in.run(); report.Count(Failed) != 1 {
		t.Errorf("report: %+v", report)
	}
	in.wantRows("select count(*) from raw.payments", "0")
	in.opts.Archive = t.TempDir()
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
}
