package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const rejects = "select line, column_name, reason, is_row_rejected, raw from ops.rejected_rows order by line, column_name"

func lenient(source Source) Source {
	ratio := 1.0
	source.MaxRejectRatio = &ratio
	return source
}

func TestQuarantineNamesLineColumnAndReason(t *testing.T) {
	in := newInbox(t, lenient(paymentsSource()))
	in.write("pagos.csv", 0,
		"payment_id,account_id,paid_at,amount,status,nombre",
		"p1,a1,2026-03-05,10,settled,Ana",
		"",
		`p2,a2,2026-03-05,"1,5",settled,"Pérez, Luz"`,
		"p3,a3,05/03/2026,10,settled,Eva",
		"p4,a4,2026-03-05,10,quizás,Sol",
		"p5,,2026-03-05,10,settled,Mar",
		"p6,a6,1899-12-30,10,settled,Paz",
		"p7,a7,2026-03-05",
		`p8,"a`,
		`8",2026-03-05,x,settled,Ida`,
		"p9,a9,2026-03-05,10,settled,Ivo,300",
	)
	wantCounts(t, in.run(), Counts{Read: 9, Accepted: 2, Rejected: 7})
	in.wantRows(rejects,
		`4|amount|bad_number|true|p2,a2,2026-03-05,"1,5",settled,…`,
		`5|paid_at|bad_date|true|p3,a3,05/03/2026,10,settled,…`,
		`6|status|unknown_status|false|p4,a4,2026-03-05,10,quizás,…`,
		`7|account_id|missing_required|true|p5,,2026-03-05,10,settled,…`,
		`8|paid_at|date_out_of_range|true|p6,a6,1899-12-30,10,settled,…`,
		`9|-|missing_columns|true|…,…,…`,
		"10|amount|bad_number|true|p8,\"a\n8\",2026-03-05,x,settled,…",
		`12|-|too_many_columns|true|…,…,…,…,…,…,…`,
	)
	in.wantRows("select payment_id, status from raw.payments order by 1", "p1|settled", "p4|unknown")
	in.wantRows("select parsed->>'account_id', parsed->>'amount' from ops.rejected_rows where line = 4", "a2|-")
}

func TestBadOptionalCellIsNulledAndRecorded(t *testing.T) {
	in := newInbox(t, Source{Name: "cuentas", Entity: "accounts", Path: "*.csv"})
	in.write("cuentas.csv", 0, "account_id,original_amount,due_date", "a1,abc,2026-02-31", "a2,5,2026-02-28")
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 2})
	in.wantRows("select account_id, original_amount::varchar, due_date::varchar from raw.accounts order by 1", "a1|-|-", "a2|5.0000|2026-02-28")
	in.wantRows("select line, column_name, reason, is_row_rejected from ops.rejected_rows order by 2",
		"2|due_date|bad_date|false", "2|original_amount|bad_number|false")
}

func TestWarningsAreCappedRejectedRowsAreNot(t *testing.T) {
	lines := []string{paymentHeader}
	for i := range 1500 {
		lines = append(lines, fmt.Sprintf("p%d,a1,2026-03-05,10,odd", i), fmt.Sprintf("q%d,a1,2026-03-05,x,settled", i))
	}
	in := newInbox(t, lenient(paymentsSource()))
	in.write("pagos.csv", 0, lines...)
	wantCounts(t, in.run(), Counts{Read: 3000, Accepted: 1500, Rejected: 1500})
	in.wantRows("select is_row_rejected, count(*) from ops.rejected_rows group by all order by 1", "false|1001", "true|1500")
	in.wantRows("select message from ops.rejected_rows where line is null", "and 500 more cells of this column for the same reason")
}

func TestRetryRejectedAddsRowsThatAreGoodNow(t *testing.T) {
	source := lenient(paymentsSource())
	in := newInbox(t, source)
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a2,05/03/2026,20,settled", ",a3,2026-03-05,1,settled")
	wantCounts(t, in.run(), Counts{Read: 3, Accepted: 2, Rejected: 1})

	source.Dialect.DateFormats = []string{"%d/%m/%Y"}
	in.opts.Sources = []Source{source}
	if got := in.run().Count(Unchanged); got != 1 {
		t.Fatalf("a loaded file is not driven again by itself: got %d unchanged", got)
	}
	in.opts.RetryRejected = true
	wantCounts(t, in.run(), Counts{Read: 3, Accepted: 1, Duplicate: 2})
	in.wantRows("select count(*) from raw.payments", "3")
	in.wantRows("select count(*) from ops.rejected_rows", "0")
	wantCounts(t, in.run(), Counts{})
}

func TestRefusedFileIsTriedAgainWhenTheConfigChanges(t *testing.T) {
	source := paymentsSource()
	in := newInbox(t, source)
	in.write("pagos.csv", 0, "payment_id,account_id,paid_at,XX", "p1,a1,2026-03-05,10")
	if got := in.run().Count(Refused); got != 1 {
		t.Fatalf("refused: got %d, want 1", got)
	}
	source.Columns = map[string]Headers{"amount": {"XX"}}
	in.opts.Sources = []Source{source}
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
}

func TestRefusedFileIsTriedAgainUnderAnotherName(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos.csv.gz", 0, paymentHeader, "p1,a1,2026-03-05,10,settled")
	in.write("pagos_2.csv.gz", 0, paymentHeader, "p1,a1,2026-03-05,10,settled")
	if got := in.run().Count(Refused); got != 2 {
		t.Fatalf("refused: got %d, want 2", got)
	}
	for _, file := range in.run().Files {
		if file.Status != Refused || !strings.Contains(file.Err.Error(), file.Path) {
			t.Errorf("second run: %s is %s: %v", file.Path, file.Status, file.Err)
		}
	}
	in.wantRows("select count(*) from ops.loads", "2")
	if err := os.Rename(filepath.Join(in.root, "pagos.csv.gz"), filepath.Join(in.root, "pagos.csv")); err != nil {
		t.Fatal(err)
	}
	if got, want := in.run().Totals, (Counts{Read: 1, Accepted: 1}); got != want {
		t.Errorf("under its true name: got %+v, want %+v", got, want)
	}
}

func TestPathsOutsideTheRootAreNamed(t *testing.T) {
	in := newInbox(t, paymentsSource())
	outside := filepath.Join(t.TempDir(), "pagos.csv")
	if err := os.WriteFile(outside, []byte("x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(in.root, "pagos_link.csv")); err != nil {
		t.Fatal(err)
	}
	in.write("pagos_good.csv", 1, paymentHeader, "p7,a1,2026-03-05,10,settled")
	report := in.run()
	if report.Count(Failed) != 1 || report.Count(Loaded) != 1 {
		t.Fatalf("report: %+v", report)
	}
	for _, file := range report.Files {
		if file.Status == Failed && (file.Path != "pagos_link.csv" || !strings.Contains(file.Err.Error(), "under `root:`")) {
			t.Errorf("message: %s: %v", file.Path, file.Err)
		}
	}
}

func TestRequiredSources(t *testing.T) {
	missing, refused := paymentsSource(), Source{Name: "cuentas", Entity: "accounts", Path: "cuentas.csv"}
	missing.Required, refused.Required = true, true
	in := newInbox(t, missing, refused)
	in.write("cuentas.csv", 0, "nothing", "1")
	report := in.run()
	if got := strings.Join(report.Blocking, ","); got != "cuentas,pagos" {
		t.Errorf("blocking: got %s", got)
	}
	if got := strings.Join(report.Missing, ","); got != "pagos" {
		t.Errorf("missing: got %s", got)
	}
}
