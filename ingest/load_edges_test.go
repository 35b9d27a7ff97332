package ingest

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestLineEndingsAndByteOrderMark(t *testing.T) {
	rows := []string{paymentHeader, "p1,a1,2026-03-05,10,settled", "", "p2,a2,2026-03-05,x,settled", "p3,a3", "p4,a4,2026-03-05,1,settled"}
	for name, text := range map[string]string{
		"crlf":          strings.Join(rows, "\r\n") + "\r\n",
		"mark":          "\ufeff" + strings.Join(rows, "\n") + "\n",
		"no final line": strings.Join(rows, "\n"),
		"mark and crlf": "\ufeff" + strings.Join(rows, "\r\n"),
		"semicolons":    strings.ReplaceAll(strings.Join(rows, "\n"), ",", ";") + "\n\n\n",
		"tabs":          strings.ReplaceAll(strings.Join(rows, "\n"), ",", "\t") + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			in := newInbox(t, lenient(paymentsSource()))
			in.writeText("pagos.csv", 0, text)
			wantCounts(t, in.run(), Counts{Read: 4, Accepted: 2, Rejected: 2})
			in.wantRows("select payment_id from raw.payments order by 1", "p1", "p4")
			in.wantRows("select line, reason from ops.rejected_rows order by 1", "4|bad_number", "5|missing_columns")
		})
	}
}

func TestEncodings(t *testing.T) {
	in := newInbox(t, lenient(Source{Name: "equipo", Entity: "collectors", Path: "*.csv"}))
	in.writeText("latin.csv", 0, "collector_id,collector_name\nc1,Mu\xf1oz\n")
	in.writeText("utf8.csv", 1, "collector_id,collector_name\nc2,Muñoz\n")
	in.run()
	in.wantRows("select collector_id, collector_name from raw.collectors order by 1", "c1|Muñoz", "c2|Muñoz")
}

func TestXLSX(t *testing.T) {
	book := excelize.NewFile()
	for cell, value := range map[string]any{
		"A1": "payment_id", "B1": "account_id", "C1": "paid_at", "D1": "amount", "E1": "nombre",
		"A2": "p1", "B2": 1001, "C2": "2026-03-05", "D2": 10.5, "E2": "Ana",
		"A4": "p2", "B4": "a2", "C4": "2026-03-06", "D4": "x", "E4": "Eva",
	} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	in := newInbox(t, lenient(Source{Name: "pagos", Entity: "payments", Path: "*.xlsx"}))
	if err := book.SaveAs(filepath.Join(in.root, "pagos.xlsx")); err != nil {
		t.Fatal(err)
	}
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 1, Rejected: 1})
	in.wantRows("select payment_id, account_id, paid_at, amount::varchar from raw.payments", "p1|1001|2026-03-05 00:00:00|10.5000")
	in.wantRows("select line, column_name, reason from ops.rejected_rows", "4|amount|bad_number")
	in.wantTrace("payments", "p1", "p1 load 1 pagos.xlsx:2  replaced by 0 ")
}

func TestFileThatChangesWhileItIsRead(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled")
	in.opts.Progress = func(string, int64, int64) {
		in.write("pagos.csv", 9, paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a1,2026-03-05,10,settled")
	}
	report := in.run()
	if report.Count(Failed) != 1 || !strings.Contains(report.Files[0].Err.Error(), "changed while it was read") {
		t.Fatalf("report: %+v", report)
	}
	in.wantRows("select status, error is not null from ops.loads", "failed|true")
	in.opts.Progress = nil
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 2})
}

func TestExplicitHeaderThatIsMissingIsRecorded(t *testing.T) {
	source := paymentsSource()
	source.Columns = map[string]Headers{"method": {"MEDIO"}}
	in := newInbox(t, source)
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled")
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
	in.wantRows("select column_name, reason, is_row_rejected from ops.rejected_rows", "MEDIO|missing_column|false")
}

// DuckDB reads NaN, which the pass for the lines does not get past.
func TestRejectedJSONRecordBehindNaNIsNumbered(t *testing.T) {
	in := newInbox(t, lenient(Source{Name: "pagos", Entity: "payments", Path: "*.json"}))
	in.write("p.json", 0, `[{"payment_id":"p1","account_id":"a1","paid_at":"2026-03-05","amount":1,"score":NaN},`,
		`{"payment_id":"p2","account_id":"a1","paid_at":"2026-03-05","amount":"x"}]`)
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 1, Rejected: 1})
	if got := in.query("select message from ops.rejected_rows"); len(got) != 1 || !strings.HasPrefix(got[0], "record 2: amount") {
		t.Errorf("message: got %q", got)
	}
}

func TestCompressedFileBeyondItsLimits(t *testing.T) {
	text := paymentHeader + "\np1,a1,2026-03-05,10,settled" + strings.Repeat("\n", 17<<20)
	for name, c := range map[string]struct {
		limits Limits
		status FileStatus
	}{
		"defaults": {Limits{}, Refused},
		"ratio":    {Limits{Ratio: 1 << 30}, Loaded},
		"bytes":    {Limits{Ratio: 1 << 30, DecompressedBytes: 1 << 20}, Refused},
	} {
		for _, ending := range []string{".gz", ".zst"} {
			t.Run(name+ending, func(t *testing.T) {
				in := newInbox(t, paymentsSource())
				in.opts.Limits = c.limits
				in.writeText("pagos.csv"+ending, 0, pack(t, ending, text))
				if report := in.run(); report.Count(c.status) != 1 {
					t.Errorf("got %+v, want it %s", report.Files, c.status)
				}
			})
		}
	}
}

func TestLineBeyondTheLimit(t *testing.T) {
	in := newInbox(t, lenient(paymentsSource()))
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled",
		"p2,a2,2026-03-05,10,"+strings.Repeat("x", 20<<20), "p3,a3,2026-03-05,x,settled", "p4,a4,2026-03-05,10,settled")
	report := in.run()
	if report.Count(Loaded) != 1 || report.Totals.Accepted != 2 {
		t.Errorf("got %+v, want two rows loaded", report.Files)
	}
	in.wantRows("select line, reason, length(raw) < 70000 from ops.rejected_rows order by line",
		"3|line_size_over_maximum|true", "4|bad_number|true")
}

func TestXLSXHeaderThatRepeats(t *testing.T) {
	book := excelize.NewFile()
	for cell, value := range map[string]any{
		"A1": "payment_id", "B1": "account_id", "C1": "paid_at", "D1": "Amount", "E1": "amount ",
		"A2": "p1", "B2": "a1", "C2": "2026-03-05", "D2": 10, "E2": 20,
	} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	in := newInbox(t, Source{Name: "pagos", Entity: "payments", Path: "*.xlsx"})
	if err := book.SaveAs(filepath.Join(in.root, "pagos.xlsx")); err != nil {
		t.Fatal(err)
	}
	if report := in.run(); report.Count(Refused) != 1 || !strings.Contains(report.Files[0].Err.Error(), `two columns have the header`) {
		t.Errorf("got %+v, want it refused", report.Files)
	}
	in.opts.Sources[0].Columns = map[string]Headers{"amount": {"amount_2"}}
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
	in.wantRows("select amount::varchar from raw.payments", "20.0000")
}

func TestUnreadableFiles(t *testing.T) {
	for name, c := range map[string]struct{ file, text, says string }{
		"broken json":    {"p.json", `[{"payment_id":`, "p.json"},
		"no array":       {"p.json", `{"a": 1}`, "records"},
		"no parquet":     {"p.parquet", "nothing", "p.parquet"},
		"no gzip":        {"p.csv.gz", "nothing", "gzip"},
		"no ending":      {"p.dat", "nothing", "format"},
		"no workbook":    {"p.xlsx", "nothing", "p.xlsx"},
		"too large once": {"p.csv.gz", pack(t, ".gz", strings.Repeat("a,b\n", 20<<20)), "decompress"},
	} {
		t.Run(name, func(t *testing.T) {
			in := newInbox(t, Source{Name: "pagos", Entity: "payments", Path: "p*"})
			in.opts.Limits.DecompressedBytes = 32 << 20
			in.writeText(c.file, 0, c.text)
			report := in.run()
			if report.Count(Refused) != 1 || !strings.Contains(report.Files[0].Err.Error(), c.says) {
				t.Errorf("report: %+v", report)
			}
			in.wantRows("select reason from ops.loads", "unreadable")
		})
	}
}

func TestCancelledRunStops(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled")
	ctx, cancel := context.WithCancel(t.Context())
	in.opts.Progress = func(string, int64, int64) { cancel() }
	if _, err := Run(ctx, in.opts); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	in.opts.Progress = nil
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
}

func TestNamesWithGlobCharacters(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos [1] o'hara.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled")
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
}

func TestMessagesDoNotQuoteCells(t *testing.T) {
	source := paymentsSource()
	source.Where = "nombre::integer > 0"
	in := newInbox(t, source)
	in.write("pagos.csv", 0, paymentHeader+",nombre", "p1,a1,2026-03-05,10,settled,Ana")
	report := in.run()
	if report.Count(Refused) != 1 || strings.Contains(report.Files[0].Err.Error(), "Ana") ||
		!strings.Contains(report.Files[0].Err.Error(), "try_cast") {
		t.Errorf("report: %+v", report)
	}
}

func TestInvalidByteFarIntoTheFile(t *testing.T) {
	lines := []string{paymentHeader + ",method"}
	for range 60_000 {
		lines = append(lines, "p1,a1,2026-03-05,10,settled,cash")
	}
	lines = append(lines, "p2,a1,2026-03-05,10,settled,ca\xf1a", "p3,a1,2026-03-05,10,settled,caña")
	in := newInbox(t, paymentsSource())
	in.write("pagos.csv", 0, lines...)
	wantCounts(t, in.run(), Counts{Read: 60_002, Accepted: 2, Duplicate: 59_999, Rejected: 1})
	in.wantRows("select line, reason from ops.rejected_rows", "60002|invalid_encoding")
}
