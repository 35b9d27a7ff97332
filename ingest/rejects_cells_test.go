package ingest

import (
	"fmt"
	"testing"
)

// Of what was forgotten the ledger still knows that there is something to mend.
func TestRetryMendsWhatWasForgotten(t *testing.T) {
	source := paymentsSource()
	in := newInbox(t, source)
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,zzz")
	in.run()
	in.wantRows("select rows_rejected, cells_not_taken from ops.loads", "0|1")
	in.wantRows("select parsed::varchar from ops.rejected_rows", `{"payment_id":"p1","account_id":"a1"}`)
	if _, err := in.opts.DB.ExecContext(t.Context(), "delete from ops.rejected_rows"); err != nil {
		t.Fatal(err)
	}
	reversed := "reversed"
	source.Values = map[string]map[string]*string{"status": {"zzz": &reversed}}
	in.opts.Sources, in.opts.RetryRejected = []Source{source}, true
	in.run()
	in.wantRows("select status from raw.payments", "reversed")
	if report := in.run(); report.Count(Unchanged) != 1 {
		t.Errorf("a second retry: %+v", report)
	}
}

// A cell leaves the list with its row's key: when a later load has the cell, or rejects it again. The line on the cells
// beyond those that are recorded one by one leaves with the last of these.
func TestCellsLeaveTheListByTheKeyOfTheirRow(t *testing.T) {
	source := paymentsSource()
	source.Columns = map[string]Headers{"method": {"medio"}}
	in := newInbox(t, source)
	rows := func(first, end int, status string) []string {
		lines := []string{paymentHeader}
		for i := first; i < end; i++ {
			lines = append(lines, fmt.Sprintf("p%d,a1,2026-03-05,10,%s", i, status))
		}
		return lines
	}
	in.write("pagos_1.csv", 0, rows(0, maxWarnings+5, "odd")...)
	in.run()
	lacks := "pagos missing_column medio 1 cells in 1: "
	wantLines(t, "first night", in.rejectGroups(RejectFilter{}),
		"pagos unknown_status status 1005 cells in 1: pagos_1.csv:2 pagos_1.csv:3", lacks+"pagos_1.csv:0")
	in.write("pagos_2.csv", 1, append(rows(0, maxWarnings-1, "settled"), rows(maxWarnings-1, maxWarnings, "odd")[1])...)
	in.run()
	wantLines(t, "second night", in.rejectGroups(RejectFilter{}),
		lacks+"pagos_2.csv:0", "pagos unknown_status status 1 cells in 1: pagos_2.csv:1001")
	in.write("pagos_3.csv", 2, rows(maxWarnings-1, maxWarnings, "settled")...)
	in.run()
	wantLines(t, "third night", in.rejectGroups(RejectFilter{}), lacks+"pagos_3.csv:0")
	// A snapshot of an earlier Recaudo can be listed as well.
	if _, err := in.opts.DB.ExecContext(t.Context(), "alter table ops.rejected_rows drop column record"); err != nil {
		t.Fatal(err)
	}
	wantLines(t, "without records", in.rejectGroups(RejectFilter{}), lacks+"pagos_3.csv:0")
	if files, err := ListRejectedFiles(t.Context(), in.opts.DB, RejectFilter{}); err != nil || len(files) > 0 {
		t.Errorf("without records: got files %v and error %v", files, err)
	}
}
