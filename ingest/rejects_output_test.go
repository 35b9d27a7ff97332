package ingest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The name of an export is one that its source takes, with the version of the file.
func TestExportsGetNamesThatFit(t *testing.T) {
	e := &rejectExporter{target: "out"}
	for _, test := range []struct{ path, exportedAt, file, want string }{
		{"pagos_*.csv", "pagos_%Y%m%d", "pagos_20260305.csv", "pagos_20260305-rejected.csv"},
		{"pagos_*.csv", "pagos_%Y%m%d.csv", "pagos_20260305.csv", "pagos_20260305-rejected-pagos_20260305.csv"},
		{"**/pagos_????????.csv", "pagos_%Y%m%d.csv", "a/pagos_20260305.csv", "pagos_20260305.csv"},
		{"*.csv.gz", "", "pagos.csv.gz", "pagos-rejected.csv"}, // none fits, which is said
	} {
		source := Source{Path: test.path, ExportedAt: test.exportedAt}
		if got := filepath.Base(e.freeName(source, RejectedFile{Path: test.file}, "csv")); got != test.want {
			t.Errorf("%s: got %s, want %s", test.path, got, test.want)
		}
	}
}

// Until an export is whole nothing has the name under which it would be corrected, and then nothing is written over.
func TestExportIsThereAsAWhole(t *testing.T) {
	in := newInbox(t, lenient(paymentsSource()))
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,soon,10,settled")
	in.run()
	folder := t.TempDir()
	target, part := filepath.Join(folder, "one.csv"), filepath.Join(folder, "one.csv.part")
	e := &rejectExporter{target: target}
	writer, _, err := e.output(paymentsSource(), RejectedFile{Path: "pagos.csv"}, shape{format: "csv", lineEnd: "\n"},
		func(out *os.File) (*rejectWriter, error) { return newRejectWriter(out, ""), nil })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(target); !os.IsNotExist(err) {
		t.Errorf("a part is there under the name of the whole: %v", err)
	}
	if _, err := in.exportTo(target); err == nil || !strings.Contains(err.Error(), "one.csv.part is there") {
		t.Errorf("a second export beside the first: %v", err)
	}
	if err := os.WriteFile(target, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(writer.end(), e.place()); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Errorf("over a file that appeared: %v", err)
	}
	if err := e.remove(); err != nil {
		t.Fatal(err)
	}
	wantText(t, target, "mine")
	if _, err := os.Stat(part); !os.IsNotExist(err) {
		t.Errorf("the part of a failed export stays: %v", err)
	}
}

// Records are told apart where they share a line, or have none; and those that `discard_row` left out are exported.
func TestRecordsAreCountedAndExportedByTheirPlace(t *testing.T) {
	json := lenient(Source{Name: "json", Entity: "payments", Path: "*.json", Schema: DiscardRow})
	parquet := lenient(Source{Name: "parquet", Entity: "payments", Path: "*.parquet", Schema: DiscardRow})
	in := newInbox(t, json, parquet)
	copyTo := func(name, query string) {
		if _, err := in.opts.DB.ExecContext(t.Context(), "copy ("+query+") to "+literal(filepath.Join(in.root, name))); err != nil {
			t.Fatal(err)
		}
	}
	const row = `{"payment_id": "%s", "account_id": "a", "paid_at": "2026-03-05", "amount": %d%s}`
	const cells = "select %s as payment_id, 'a' as account_id, '2026-03-05' as paid_at, i as amount"
	in.writeText("a1.json", 0, "["+fmt.Sprintf(row, "j0", 1, "")+"]")
	copyTo("b1.parquet", fmt.Sprintf(cells, "'q' || i")+" from range(1) as r(i)")
	in.run()
	in.writeText("a2.json", 1, "["+fmt.Sprintf(row, "j1", 1, `, "x": 1`)+", "+fmt.Sprintf(row, "j2", 2, "")+", "+
		fmt.Sprintf(row, "j3", 3, `, "x": 2`)+", "+fmt.Sprintf(row, "", -1, `, "x": 3`)+"]")
	copyTo("b2.parquet", fmt.Sprintf(cells, "'r' || i")+", if(i = 1, null, 5) as x from range(4) as r(i)")
	wantCounts(t, in.run(), Counts{Read: 8, Accepted: 2, Rejected: 6})
	in.writeText("a3.json", 2, "["+fmt.Sprintf(row, "j3", 3, "")+"]")
	in.run()
	folder, report := in.export()
	wantText(t, filepath.Join(folder, "a2-rejected.json"), "[\n"+fmt.Sprintf(row, "j1", 1, `, "x": 1`)+",\n"+
		fmt.Sprintf(row, "", -1, `, "x": 3`)+"\n]\n")
	wantText(t, filepath.Join(folder, "b2-rejected.csv"), "\ufeffpayment_id,account_id,paid_at,amount,x\n"+
		"r0,a,2026-03-05,0,5\nr2,a,2026-03-05,2,5\nr3,a,2026-03-05,3,5\n")
	for _, file := range report.Files {
		if !file.IsWhole() || file.Rows != file.Exported {
			t.Errorf("%+v", file)
		}
	}
	// One row too many of a file does not stand for one that another lacks.
	if got := (ExportedRejects{RejectedFile: RejectedFile{Rows: 1}, Exported: 3}).Missing(); got != 0 {
		t.Errorf("got %d missing rows, want none", got)
	}
}
