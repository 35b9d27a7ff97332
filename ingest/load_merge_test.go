package ingest

import (
	"strings"
	"testing"
)

// header of a payments file with every column that these tests use.
const paymentHeader = "payment_id,account_id,paid_at,amount,status"

const paymentRows = "select coalesce(payment_id, '-'), account_id, amount::varchar, status, load_id from raw.payments order by all"

func wantCounts(t *testing.T, report Report, want Counts) {
	t.Helper()
	if report.Totals != want {
		t.Errorf("counts: got %+v, want %+v", report.Totals, want)
	}
	for _, file := range report.Files {
		if file.Err != nil {
			t.Errorf("%s: %v", file.Path, file.Err)
		}
	}
}

func TestMergeKeyedRows(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos_1.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a2,2026-03-05,20,settled")
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 2})

	in.write("pagos_2.csv", 1, paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a2,2026-03-05,20,reversed", "p3,a3,2026-03-05,30,settled")
	wantCounts(t, in.run(), Counts{Read: 3, Accepted: 1, Duplicate: 1, Corrected: 1})
	in.wantRows(paymentRows, "p1|a1|10.0000|settled|1", "p2|a2|20.0000|reversed|2", "p3|a3|30.0000|settled|2")
	in.wantRows(`select load_id, entity, row_key, replaced_by_load_id, "row"->>'status' from ops.superseded_rows`,
		"1|payments|p2|2|settled")
}

func TestMergeOldExportThatArrivesLateCorrectsNothing(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos_3.csv", 10, paymentHeader, "p1,a1,2026-03-05,30,settled")
	in.run()
	in.write("pagos_1.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled")
	wantCounts(t, in.run(), Counts{Read: 1, Duplicate: 1})
	in.wantRows(paymentRows, "p1|a1|30.0000|settled|1")
	in.wantRows(`select load_id, row_key, replaced_by_load_id, "row"->>'amount' from ops.superseded_rows`, "2|p1|1|10.0")
}

func TestMergeRowStatedAgainIsAsNewAsItsLastFile(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos_1.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled")
	in.run()
	in.write("pagos_3.csv", 10, paymentHeader, "p1,a1,2026-03-05,10,settled", "p9,a9,2026-03-05,1,settled")
	in.run()
	in.write("pagos_2.csv", 5, paymentHeader, "p1,a1,2026-03-05,20,settled")
	wantCounts(t, in.run(), Counts{Read: 1, Duplicate: 1})
	in.wantRows(paymentRows, "p1|a1|10.0000|settled|1", "p9|a9|1.0000|settled|2")
}

func TestMergeRepeatsWithinOneFile(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos.csv", 0, paymentHeader,
		"p1,a1,2026-03-05,10,settled", "p1,a1,2026-03-05,20,settled", "p1,a1,2026-03-05,30,settled", "p1,a1,2026-03-05,30,settled")
	wantCounts(t, in.run(), Counts{Read: 4, Accepted: 1, Duplicate: 1, Corrected: 2})
	in.wantRows(paymentRows, "p1|a1|30.0000|settled|1")
	in.wantRows(`select row_key, replaced_by_load_id, "row"->>'amount', "row"->>'line_order' from ops.superseded_rows order by all`,
		"p1|1|10.0|0", "p1|1|20.0|1")
}

// Keys that rise in length, then in the alphabet, are known to be different without counting them; others are counted.
func TestMergeRepeatsInAnyOrder(t *testing.T) {
	for _, test := range []struct {
		keys      string
		duplicate int64
	}{
		{"p8 p9 p10 p11", 0},
		{"p10 p11 p8 p9", 0},
		{"p8 p9 p9 p10", 1},
		{"p8 p9 p10 p9", 1},
		{"p8 p10 p9 p8 p10", 2},
		{"P8 p8", 0},
		{"9 10 ñ 9", 1},
		{"p1", 0},
	} {
		t.Run(test.keys, func(t *testing.T) {
			in := newInbox(t, paymentsSource())
			lines := []string{paymentHeader}
			for key := range strings.FieldsSeq(test.keys) {
				lines = append(lines, key+",a1,2026-03-05,10,settled")
			}
			in.write("pagos.csv", 0, lines...)
			rows := int64(len(lines) - 1)
			wantCounts(t, in.run(), Counts{Read: rows, Accepted: rows - test.duplicate, Duplicate: test.duplicate})
		})
	}
}

func TestMergeKeylessTwinsSurviveAndOverlapsDoNotDouble(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos_1.csv", 0, paymentHeader, ",a1,2026-03-05,10,settled", ",a1,2026-03-05,10,settled", ",a2,2026-03-05,20,settled", "p1,a3,2026-03-05,5,settled")
	wantCounts(t, in.run(), Counts{Read: 4, Accepted: 4})
	in.wantRows("select account_id, row_ordinal from raw.payments order by all", "a1|1", "a1|2", "a2|1", "a3|-")

	in.write("pagos_2.csv", 1, paymentHeader, ",a1,2026-03-05,10,settled", ",a1,2026-03-05,10,settled", ",a1,2026-03-05,10,settled", ",a4,2026-03-05,1,settled")
	wantCounts(t, in.run(), Counts{Read: 4, Accepted: 2, Duplicate: 2})
	in.wantRows("select account_id, row_ordinal from raw.payments order by all", "a1|1", "a1|2", "a1|3", "a2|1", "a3|-", "a4|1")
}

func TestSameContentUnderAnotherNameIsKnown(t *testing.T) {
	in := newInbox(t, Source{Name: "pagos", Entity: "payments", Path: "pagos*.csv", ExportedAt: "pagos_%Y%m%d"})
	lines := []string{paymentHeader, "p1,a1,2026-03-05,10,settled"}
	in.write("pagos_20260310.csv", 0, lines...)
	in.run()
	in.write("pagos_20260308.csv", 5, lines...)
	report := in.run()
	if got := report.Count(Unchanged); got != 2 {
		t.Errorf("unchanged files: got %d, want 2: %+v", got, report)
	}
	in.wantRows("select count(*), min(exported_at) from ops.loads", "1|2026-03-08 05:00:00")
	in.wantRows("select count(*) from ops.files", "2")
}

func TestFailedFilesLeaveTheOthersAlone(t *testing.T) {
	cases := []struct {
		name   string
		text   string
		reason string
		says   string
	}{
		{"missing required column", "payment_id,account_id,paid_at\np1,a1,2026-03-05\n", "missing_column", "amount"},
		{"too many rejects", paymentHeader + "\np1,a1,2026-03-05,x,settled\np2,a2,2026-03-05,1,settled\n", "too_many_rejects", "1 of 2 rows"},
		{"empty", "", "unreadable", "empty"},
		{"repeated header", "payment_id,account_id,paid_at,amount,amount\np1,a1,2026-03-05,1,2\n", "unreadable", "two columns"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := newInbox(t, paymentsSource())
			in.writeText("pagos_bad.csv", 0, c.text)
			in.write("pagos_good.csv", 1, paymentHeader, "p7,a1,2026-03-05,10,settled")
			report := in.run()
			if report.Count(Refused) != 1 || report.Count(Loaded) != 1 || report.OK() {
				t.Fatalf("report: %+v", report)
			}
			in.wantRows("select reason from ops.loads where status = 'refused'", c.reason)
			if got := report.Files[0].Err.Error(); !strings.Contains(got, c.says) || !strings.Contains(got, "pagos_bad.csv") {
				t.Errorf("message: got %q, want it to say %q", got, c.says)
			}
			in.wantRows("select payment_id from raw.payments", "p7")
			again := in.run()
			if again.Count(Refused) != 1 || again.Count(Unchanged) != 1 {
				t.Errorf("second run: %+v", again)
			}
			in.wantRows("select count(*) from ops.loads", "2")
		})
	}
}
