package ingest

import (
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// rejectGroups lists what ListRejects returns, a line each: source, reason, column, count and the lines of the examples.
func (in *inbox) rejectGroups(filter RejectFilter) []string {
	in.t.Helper()
	groups, err := ListRejects(in.t.Context(), in.opts.DB, filter, 2)
	if err != nil {
		in.t.Fatal(err)
	}
	var lines []string
	for _, group := range groups {
		kind := "cells"
		if group.IsRow {
			kind = "rows"
		}
		text := fmt.Sprintf("%s %s %s %d %s in %d:", group.Source, group.Reason, group.Column, group.Count, kind, group.Files)
		for _, example := range group.Examples {
			text += fmt.Sprintf(" %s:%d", example.File, example.Line)
		}
		lines = append(lines, text)
	}
	return lines
}

func wantLines(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s\ngot:\n%s\nwant:\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// export exports the rejects of all sources into a new folder, and returns it with what became of each file.
func (in *inbox) export() (string, RejectExport) {
	in.t.Helper()
	folder := filepath.Join(in.t.TempDir(), "out")
	report, err := in.exportTo(folder)
	if err != nil {
		in.t.Fatal(err)
	}
	return folder, report
}

func (in *inbox) exportTo(target string) (RejectExport, error) {
	in.t.Helper()
	files, err := ListRejectedFiles(in.t.Context(), in.opts.DB, RejectFilter{})
	if err != nil {
		in.t.Fatal(err)
	}
	erased, err := ReadErased(in.t.Context(), in.opts.DB, in.opts.ErasedKey)
	if err != nil {
		in.t.Fatal(err)
	}
	opts := in.opts
	if opts.DB, err = warehouse.Open(in.t.Context(), warehouse.Options{}); err != nil {
		in.t.Fatal(err)
	}
	defer opts.DB.Close()
	return ExportRejects(in.t.Context(), opts, erased, files, target)
}

func wantText(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
	} else if string(got) != want {
		t.Errorf("%s\ngot:\n%q\nwant:\n%q", filepath.Base(path), got, want)
	}
}

func TestRejectsAreListedNewestFirstThenMostFrequent(t *testing.T) {
	in := newInbox(t, lenient(paymentsSource()))
	in.write("pagos_1.csv", 0, paymentHeader, "p1,a1,2026-03-05,x,settled", "p2,a1,2026-03-05,y,settled", "p3,a1,2026-03-05,z,settled",
		"p4,a1,soon,4,settled", "p9,a1,2026-03-05,1,odd")
	in.run()
	wantLines(t, "first night", in.rejectGroups(RejectFilter{}),
		"pagos bad_number amount 3 rows in 1: pagos_1.csv:2 pagos_1.csv:3",
		"pagos bad_date paid_at 1 rows in 1: pagos_1.csv:5",
		"pagos unknown_status status 1 cells in 1: pagos_1.csv:6")
	in.write("pagos_2.csv", 1, paymentHeader, "p5,a1,soon,4,settled", "p6,a1,2026-03-05,1,settled")
	in.run()
	wantLines(t, "second night", in.rejectGroups(RejectFilter{Source: "pagos"}),
		"pagos bad_date paid_at 2 rows in 2: pagos_2.csv:2 pagos_1.csv:5",
		"pagos bad_number amount 3 rows in 1: pagos_1.csv:2 pagos_1.csv:3",
		"pagos unknown_status status 1 cells in 1: pagos_1.csv:6")
	wantLines(t, "another source", in.rejectGroups(RejectFilter{Source: "cartera"}))
	wantLines(t, "since", in.rejectGroups(RejectFilter{Since: fileTime.AddDate(1, 0, 0)}))
	if _, err := in.opts.DB.ExecContext(t.Context(), "update ops.rejected_rows set message = null"); err != nil {
		t.Fatal(err)
	}
	wantLines(t, "forgotten", in.rejectGroups(RejectFilter{All: true}))
}

// A corrected row leaves the list by its key, wherever it comes from, and one that is rejected again counts once.
func TestRejectsLeaveTheListByTheirKey(t *testing.T) {
	in := newInbox(t, lenient(paymentsSource()), lenient(Source{Name: "cartera", Entity: "assignments", Path: "cartera*.csv"}))
	in.write("pagos_1.csv", 0, paymentHeader, "p1,a1,2026-03-05,x,settled", "p2,a1,2026-03-05,y,settled", ",a1,soon,1,settled")
	in.write("cartera_1.csv", 0, "account_id,collector_id,as_of_date,assigned_amount", "a1,,2026-03-05,10", "a2,c1,2026-03-05,x")
	in.run()
	in.write("pagos_2.csv", 1, paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a1,2026-03-05,,settled")
	in.write("cartera_2.csv", 1, "account_id,collector_id,as_of_date,assigned_amount", "a1,c1,2026-03-05,10", "a1,c1,2026-03-06,10",
		"a2,c1,2026-03-06,7")
	in.run()
	open := []string{
		"pagos missing_required amount 1 rows in 1: pagos_2.csv:3",
		"pagos bad_date paid_at 1 rows in 1: pagos_1.csv:4",
		"cartera bad_number assigned_amount 1 rows in 1: cartera_1.csv:3",
	}
	wantLines(t, "open", in.rejectGroups(RejectFilter{}), open...)
	if got := len(in.rejectGroups(RejectFilter{All: true})); got != 5 {
		t.Errorf("with all: got %d groups, want 5", got)
	}
}

// What makes a row good is at least as new as the file that it was rejected of, and need not be in force.
func TestRejectsAreMadeGoodByTheirVersion(t *testing.T) {
	source := lenient(paymentsSource())
	in := newInbox(t, source)
	load := func(name string, minutes int, amount string) {
		in.write(name, minutes, paymentHeader, "p1,a1,2026-03-05,"+amount+",settled", name+",a1,2026-03-05,1,settled")
		in.run()
	}
	load("pagos_5.csv", 5, "10")
	load("pagos_3.csv", 3, "x")
	open := "pagos bad_number amount 1 rows in 1: pagos_3.csv:2"
	wantLines(t, "rejected", in.rejectGroups(RejectFilter{}), open)
	load("pagos_1.csv", 1, "20")
	wantLines(t, "an older version", in.rejectGroups(RejectFilter{}), open)
	load("pagos_2.csv", 2, "10")
	wantLines(t, "an older version of what is in force", in.rejectGroups(RejectFilter{}), open)
	load("pagos_4.csv", 4, "30")
	in.wantRows("select amount::varchar from raw.payments where payment_id = 'p1'", "10.0000")
	wantLines(t, "corrected, and replaced", in.rejectGroups(RejectFilter{}))
}

func TestRejectsAreExportedAsTheyStand(t *testing.T) {
	source := lenient(paymentsSource())
	source.Dialect = Dialect{SkipHeaderRows: 1, SkipFooterRows: 1, Encoding: "latin-1", Delimiter: ";"}
	in := newInbox(t, source)
	in.writeText("pagos_1.csv", 0, "Banco\r\npayment_id;account_id;paid_at;amount;status;nombre\r\n"+
		"p1;a1;2026-03-05;10;settled;Ana\r\np2;a2;2026-03-05;=1+1;settled;Pe\xf1a\r\np3;a3;2026-03-05;-5,0;settled;\"two\r\nlines\"\r\nTotal;3\r\n")
	in.writeText("pagos_2.csv", 1, "Banco\r\npayment_id;account_id;paid_at;amount;status;nombre\r\np4;a4;soon;10;settled;+57 300\r\nTotal;1")
	in.writeText("pagos_3.csv", 2, "Banco\r\npayment_id;account_id;paid_at;amount\r\np5;a5;soon;10\r\nTotal;1")
	wantCounts(t, in.run(), Counts{Read: 5, Accepted: 1, Rejected: 4})
	folder, report := in.export()
	wantText(t, filepath.Join(folder, "pagos_1-rejected.csv"), "Banco\r\npayment_id;account_id;paid_at;amount;status;nombre\r\n"+
		"p2;a2;2026-03-05;=1+1;settled;Pe\xf1a\r\np3;a3;2026-03-05;-5,0;settled;\"two\r\nlines\"\r\np4;a4;soon;10;settled;+57 300\r\nTotal;1")
	wantText(t, filepath.Join(folder, "pagos_3-rejected.csv"), "Banco\r\npayment_id;account_id;paid_at;amount\r\np5;a5;soon;10\r\nTotal;1")
	for _, output := range report.Outputs {
		info, err := os.Stat(output.Path)
		if err != nil || info.Mode().Perm() != 0o600 || !output.IsMatched {
			t.Errorf("%s: %v, matched: %v, %v", output.Path, info.Mode(), output.IsMatched, err)
		}
	}
	for _, file := range report.Files {
		if !file.IsWhole() {
			t.Errorf("%+v", file)
		}
	}
	if _, err := in.exportTo(folder); err == nil || !strings.Contains(err.Error(), "there already") {
		t.Errorf("a second export into the folder: %v", err)
	}
	one := filepath.Join(t.TempDir(), "one.csv")
	if _, err := in.exportTo(one); err == nil || !strings.Contains(err.Error(), "name a folder") {
		t.Errorf("two shapes in one file: %v", err)
	}
	if _, err := os.Stat(one); !os.IsNotExist(err) {
		t.Errorf("a failed export left its file: %v", err)
	}
}

// The round: export, correct, drop it into the inbox, and the list is empty.
func TestCorrectedExportLoads(t *testing.T) {
	source := lenient(paymentsSource())
	source.ExportedAt = "pagos_%Y%m%d"
	in := newInbox(t, source)
	in.write("pagos_20260305.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a2,2026-03-05,x,settled")
	in.write("pagos_20260306.csv", 1, paymentHeader, "p3,a1,2026-03-06,10,settled", "p4,a2,2026-03-06,y,settled")
	in.run()
	folder, report := in.export()
	if len(report.Outputs) != 2 {
		t.Fatalf("two versions went into one file: %+v", report.Outputs)
	}
	for _, name := range []string{"pagos_20260305-rejected.csv", "pagos_20260306-rejected.csv"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		in.writeText(name, 9, strings.NewReplacer(",x,", ",20,", ",y,", ",40,").Replace(string(text)))
	}
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 2})
	in.wantRows("select payment_id, amount::varchar from raw.payments order by 1", "p1|10.0000", "p2|20.0000", "p3|10.0000", "p4|40.0000")
	wantLines(t, "open", in.rejectGroups(RejectFilter{}))
	in.wantRows("select exported_at from ops.loads where path like '%0305-rejected%'", "2026-03-05 05:00:00")
}

func TestSwallowedAndBrokenRecordsAreExportedWhole(t *testing.T) {
	in := newInbox(t, lenient(paymentsSource()))
	lines := []string{paymentHeader, `p1,a1,2026-03-05,10,"settled`, "p2,a2,2026-03-05,20,settled", "p3,a3,2026-03-05,30,settled",
		`p4,a4,2026-03-05,40,settled"`, "p5,a5,2026-03-05", "p6,a6,2026-03-05,60,settled", `p7,a7,2026-03-05,70,"settled`,
		"p8,a8,2026-03-05,80," + strings.Repeat("x", maxRawBytes)}
	in.write("pagos.csv", 0, lines...)
	in.run()
	folder, report := in.export()
	wantText(t, filepath.Join(folder, "pagos-rejected.csv"), strings.Join(slices.Concat(lines[:6], lines[7:]), "\n")+"\n")
	if notes := strings.Join(report.Files[0].Notes, "\n"); !strings.Contains(notes, "lines from 2 to 5") || !report.Files[0].IsWhole() {
		t.Errorf("%+v", report.Files[0])
	}
}

// What is gone is said; what lies under another name, in the archive or compressed is found.
func TestRejectsAreFoundWhereTheFileLies(t *testing.T) {
	source := lenient(paymentsSource())
	in := newInbox(t, source)
	row := func(n int) string { return fmt.Sprintf("%s\np%d,a1,soon,10,settled\n", paymentHeader, n) }
	in.writeText("pagos_gone.csv", 0, row(1))
	in.writeText("pagos_changed.csv", 0, row(2))
	in.writeText("pagos_moved.csv", 0, row(3))
	in.run()
	in.opts.Archive = t.TempDir()
	in.writeText("pagos_archived.csv", 1, row(4))
	var packed strings.Builder
	writer := gzip.NewWriter(&packed)
	if _, err := writer.Write([]byte(row(5))); err != nil || writer.Close() != nil {
		t.Fatal(err)
	}
	in.writeText("pagos_packed.csv.gz", 1, packed.String())
	in.run()
	in.writeText("pagos_changed.csv", 2, row(6)+"p7,a1,2026-03-05,1,settled\n")
	for from, to := range map[string]string{"pagos_moved.csv": "pagos_there.csv", "pagos_gone.csv": "", "pagos_archived.csv": "", "pagos_packed.csv.gz": ""} {
		var err error
		if to == "" {
			err = os.Remove(filepath.Join(in.root, from))
		} else {
			err = os.Rename(filepath.Join(in.root, from), filepath.Join(in.root, to))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	in.run()
	folder, report := in.export()
	wantText(t, filepath.Join(folder, "pagos_moved-rejected.csv"), paymentHeader+
		"\np3,a1,soon,10,settled\np4,a1,soon,10,settled\np5,a1,soon,10,settled\np6,a1,soon,10,settled\n")
	var gone []string
	for _, file := range report.Files {
		if !file.IsWhole() {
			gone = append(gone, file.Path+": "+strings.Join(file.Notes, "; "))
		}
	}
	wantLines(t, "not exported", gone, "pagos_changed.csv: it changed or is gone since it was loaded, and the archive has no copy",
		"pagos_gone.csv: it changed or is gone since it was loaded, and the archive has no copy")
}

func TestRejectsOfOtherFormats(t *testing.T) {
	in := newInbox(t, lenient(Source{Name: "json", Entity: "payments", Path: "*.json", Records: "data.items"}),
		lenient(Source{Name: "lines", Entity: "payments", Path: "*.ndjson"}), lenient(Source{Name: "parquet", Entity: "payments", Path: "*.parquet"}))
	in.writeText("a.json", 0, `{"data": {"items": [{"payment_id": "j1", "account_id": "a", "paid_at": "2026-03-05", "amount": 1}, `+
		`{"payment_id": "j2", "account_id": "a", "paid_at": "soon", "amount": -1}]}}`)
	in.writeText("a2.json", 1, `{"data": {"items": [{"payment_id": "j3", "account_id": "a", "paid_at": "soon", "amount": 3}]}}`)
	in.writeText("b.ndjson", 0, `{"payment_id": "n1", "account_id": "a", "paid_at": "soon", "amount": 1}`+"\n\n{broken\n"+
		`{"payment_id": "n2", "account_id": "a", "paid_at": "2026-03-05", "amount": 1}`+"\n")
	if _, err := in.opts.DB.ExecContext(t.Context(), "copy (select 'q' || i as payment_id, 'a' as account_id, if(i = 1, '=x', '2026-03-05') as paid_at, "+
		"i as amount from range(3) as r(i)) to "+literal(filepath.Join(in.root, "c.parquet"))+" (format parquet)"); err != nil {
		t.Fatal(err)
	}
	wantCounts(t, in.run(), Counts{Read: 9, Accepted: 4, Rejected: 5})
	folder, report := in.export()
	wantText(t, filepath.Join(folder, "a-rejected.json"), `{"data": {"items": [`+"\n"+`{"payment_id": "j2", "account_id": "a", "paid_at": "soon", "amount": -1}`+
		",\n"+`{"payment_id": "j3", "account_id": "a", "paid_at": "soon", "amount": 3}`+"\n]}}\n")
	wantText(t, filepath.Join(folder, "b-rejected.ndjson"), `{"payment_id": "n1", "account_id": "a", "paid_at": "soon", "amount": 1}`+"\n{broken\n")
	wantText(t, filepath.Join(folder, "c-rejected.csv"), "\ufeffpayment_id,account_id,paid_at,amount\nq1,a,=x,1\n")
	for _, output := range report.Outputs {
		if output.IsMatched == strings.HasSuffix(output.Path, ".csv") {
			t.Errorf("%s: taken by its source: %v", output.Path, output.IsMatched)
		}
	}
}

// An erased debtor's rows stay out, under his own name and under his pseudonym.
func TestErasedDebtorIsNotExported(t *testing.T) {
	in := newInbox(t, lenient(paymentsSource()))
	in.write("pagos.csv", 0, paymentHeader, "p1,CC-100200,soon,10,settled", "p2,a2,soon,10,settled", "p3,CC-300400", "p4,CC-500600,soon,1,settled")
	in.run()
	in.opts.ErasedKey = Secret(strings.Repeat("k", 32))
	in.opts.Pseudonyms = Pseudonyms{Columns: []string{"account_id"}, Key: Secret(strings.Repeat("p", 32))}
	for _, id := range []string{"CC-100200", in.opts.Pseudonyms.Of("CC-300400")} {
		if _, err := in.opts.DB.ExecContext(t.Context(), "insert into ops.erased_ids (id_hash) values (?)", in.opts.ErasedKey.keyed(id)); err != nil {
			t.Fatal(err)
		}
	}
	folder, report := in.export()
	wantText(t, filepath.Join(folder, "pagos-rejected.csv"), paymentHeader+"\np2,a2,soon,10,settled\np4,CC-500600,soon,1,settled\n")
	if notes := strings.Join(report.Files[0].Notes, ""); report.Files[0].IsWhole() || !strings.Contains(notes, "2 of its 4 rejected rows are left out") {
		t.Errorf("%+v", report.Files[0])
	}
}

// After a fix of the mapping, files with emptied cells are tried again like those with rejected rows and refused ones.
func TestRetryMendsCellsRowsAndRefusedFiles(t *testing.T) {
	source := paymentsSource()
	in := newInbox(t, source)
	in.write("pagos_1.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,quizás", "p2,a2,2026-03-05,20,settled")
	in.write("pagos_2.csv", 1, paymentHeader, "p3,a3,05/03/2026,30,settled", "p4,a4,2026-03-05,40,settled")
	report := in.run()
	if report.Count(Loaded) != 1 || report.Count(Refused) != 1 {
		t.Fatalf("report: %+v", report)
	}
	settled := "settled"
	source.Values = map[string]map[string]*string{"status": {"quizás": &settled}}
	source.Dialect.DateFormats = []string{"%Y-%m-%d", "%d/%m/%Y"}
	in.opts.Sources, in.opts.RetryRejected = []Source{source}, true
	if report = in.run(); report.Count(Loaded) != 2 {
		t.Fatalf("retry: %+v", report)
	}
	in.wantRows("select payment_id, status from raw.payments order by 1", "p1|settled", "p2|settled", "p3|settled", "p4|settled")
	wantLines(t, "open", in.rejectGroups(RejectFilter{}))
	if report = in.run(); report.Count(Unchanged) != 2 {
		t.Errorf("a second retry: %+v", report)
	}
}

// A footer of control totals comes along, for the operator to write the totals of the corrected rows into it.
func TestControlFooterIsExported(t *testing.T) {
	source := lenient(paymentsSource())
	source.Control = &Control{Footer: "TOTAL,{rows}"}
	in := newInbox(t, source)
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,soon,10,settled", "p2,a1,2026-03-05,10,settled", "TOTAL,2")
	in.run()
	folder, report := in.export()
	wantText(t, filepath.Join(folder, "pagos-rejected.csv"), paymentHeader+"\np1,a1,soon,10,settled\nTOTAL,2\n")
	if notes := strings.Join(report.Files[0].Notes, ""); !strings.Contains(notes, "control totals") {
		t.Errorf("notes: %s", notes)
	}
	in.write("pagos_2.csv", 1, paymentHeader, "p1,a1,2026-03-05,10,settled", "TOTAL,1")
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
	wantLines(t, "open", in.rejectGroups(RejectFilter{}))
}

func TestRejectsOfASheetAndOfUTF16(t *testing.T) {
	in := newInbox(t, lenient(Source{Name: "hoja", Entity: "payments", Path: "*.xlsx"}), lenient(paymentsSource()))
	in.writeText("pagos.xlsx", 0, string(buildWorkbook(t, func(file *excelize.File) {
		for i, row := range [][]any{{"payment_id", "account_id", "paid_at", "amount", "nombre"}, {"p1", "a1", "2026-03-05", 10, "Ana"}, {},
			{"p2", "a1", "soon", -5.5, "+57 300"}} {
			if err := file.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	})))
	encoder := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()
	encode := func(text string) string {
		encoded, err := encoder.String(text)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	in.writeText("pagos_1.csv", 0, encode(paymentHeader+"\r\np3,a1,soon,10,settled\r\np4,ñ,2026-03-05,10,settled\r\n"))
	in.writeText("pagos_2.csv", 1, encode(paymentHeader+"\r\np5,ñ,soon,10,settled"))
	in.writeText("pagos_3.csv", 2, encode(paymentHeader+"\r\np6,ñ,soon,10,settled"))
	in.writeText("pagos_4.csv", 3, "\ufeff"+paymentHeader+"\np7,ñ,soon,10,settled")
	in.run()
	folder, report := in.export()
	if len(report.Outputs) != 3 {
		t.Fatalf("outputs: %+v", report.Outputs)
	}
	wantText(t, filepath.Join(folder, "pagos-rejected.csv"), "\ufeffpayment_id,account_id,paid_at,amount,nombre\np2,a1,soon,-5.5,+57 300\n")
	wantText(t, filepath.Join(folder, "pagos_1-rejected.csv"), encode(paymentHeader+"\r\np3,a1,soon,10,settled\r\np5,ñ,soon,10,settled\r\n"+
		"p6,ñ,soon,10,settled\r\n"))
	wantText(t, filepath.Join(folder, "pagos_4-rejected.csv"), "\ufeff"+paymentHeader+"\np7,ñ,soon,10,settled\n")
}
