package ingest

import (
	"fmt"
	"strings"
	"testing"
)

// manyPayments are lines of payments under their header; those of the given places open with a stray quote.
func manyPayments(count int, stray map[int]string) []string {
	lines := []string{paymentHeader}
	for i := range count {
		status := "settled"
		if text, ok := stray[i]; ok {
			status = text
		}
		lines = append(lines, fmt.Sprintf("p%d,a%d,2026-03-05,10,%s", i, i, status))
	}
	return lines
}

func TestUnclosedQuoteRejectsEveryLineThatItSwallows(t *testing.T) {
	lines := manyPayments(1000, map[int]string{500: `"unbal`})
	in := newInbox(t, paymentsSource())
	in.write("pagos.csv", 0, lines...)
	report := in.run()
	if report.Count(Refused) != 1 {
		t.Fatalf("report: %+v", report)
	}
	if got, want := report.Files[0].Counts, (Counts{Read: 1000, Rejected: 500}); got != want {
		t.Errorf("counts: got %+v, want %+v", got, want)
	}
	if got := report.Files[0].Err.Error(); !strings.Contains(got, "a quote opened on line 502 is never closed") {
		t.Errorf("message: %s", got)
	}

	in = newInbox(t, lenient(paymentsSource()))
	in.write("pagos.csv", 0, lines...)
	wantCounts(t, in.run(), Counts{Read: 1000, Accepted: 500, Rejected: 500})
	in.wantRows("select line, reason, message from ops.rejected_rows",
		"502|unquoted_value|a quote opened on line 502 is never closed")
}

func TestInspectNamesAnUnclosedQuote(t *testing.T) {
	text := strings.Join(manyPayments(1000, map[int]string{500: `"unbal`}), "\n")
	inspection := inspectText(t, "pagos.csv", text, InspectOptions{Entity: "payments"})
	got := fmt.Sprint(inspection.Problems)
	for _, want := range []string{"a quote opened on line 502 is never closed", "500 rows with more or fewer cells than the header"} {
		if !strings.Contains(got, want) {
			t.Errorf("problems: got %s, want %s", got, want)
		}
	}
}

func TestCellOfManyLinesIsRecorded(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos.csv", 0, manyPayments(1000, map[int]string{500: `"settled`, 530: `settled"`})...)
	wantCounts(t, in.run(), Counts{Read: 1000, Accepted: 969, Rejected: 31})
	in.wantRows("select line, column_name, is_row_rejected, reason, raw from ops.rejected_rows",
		"502|-|true|swallowed_rows|-")
}

func TestWhereThatNamesAnUnknownColumn(t *testing.T) {
	source := paymentsSource()
	source.Where = "tipo = 'pago'"
	in := newInbox(t, source)
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled")
	wantRefused(t, in, "`where:` of source pagos", `"tipo"`, `the file has "payment_id", "account_id"`)
}

func TestDamagedFilesSayWhatHappened(t *testing.T) {
	const text = paymentHeader + "\np1,a1,2026-03-05,10,settled\n"
	tests := map[string]struct {
		name, content string
		encoding      string
		want          string
	}{
		"a cut gzip":      {name: "pagos.csv.gz", content: gzipped(t, strings.Repeat(text, 99))[:100], want: "the gzip file is cut off; copy it again"},
		"padded with NUL": {name: "pagos.csv", content: text + strings.Repeat("\x00", 5000), want: "NUL bytes"},
		"NUL only":        {name: "pagos.csv", content: strings.Repeat("\x00", 5000), want: "NUL bytes"},
		"UTF-8 as latin-1": {
			name: "pagos.csv", content: text + "p2,a2,2026-03-05,10,liquidación\n", encoding: "latin-1",
			want: "the file is valid UTF-8, not latin-1; set `dialect.encoding: utf-8`",
		},
		"UTF-8 behind the sample": {
			name: "pagos.csv", content: text + strings.Repeat("p2,a2,2026-03-05,10,settled\n", 50_000) + "p3,a3,2026-03-05,10,sí\n",
			encoding: "windows-1252", want: "the file is valid UTF-8, not windows-1252",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			source := paymentsSource()
			source.Dialect.Encoding = test.encoding
			in := newInbox(t, source)
			in.writeText(test.name, 0, test.content)
			wantRefused(t, in, test.want)
			in.wantRows("select count(*) from raw.payments", "0")
		})
	}
}

func TestCompanionsOfAFileAreNoExports(t *testing.T) {
	source := paymentsSource()
	source.Path = "*"
	in := newInbox(t, source)
	for _, name := range []string{"a.csv.tmp", "b.LOCK", "c.db.wal"} {
		in.write(name, 0, "nothing")
	}
	if got := in.run(); len(got.Files) != 0 {
		t.Errorf("files: %+v", got.Files)
	}
}

// wantRefused runs an inbox of one file, which must be refused for a reason that says want.
func wantRefused(t *testing.T, in *inbox, want ...string) {
	t.Helper()
	file := in.run().Files[0]
	if file.Status != Refused {
		t.Fatalf("got %s: %v, want refused", file.Status, file.Err)
	}
	for _, text := range want {
		if strings.Count(file.Err.Error(), text) != 1 {
			t.Errorf("message: got %s, want %s once", file.Err, text)
		}
	}
}

func TestMixedLineEnds(t *testing.T) {
	var first, later strings.Builder
	for i, line := range manyPayments(60_000, nil) {
		end := "\n"
		if i%3 == 2 {
			end = "\r\n"
		}
		if i < 300 {
			first.WriteString(strings.Replace(line, "settled", `"settled"`, 1) + []string{"\n", "\r\n", "\r"}[i%3])
		}
		if i < 50_000 {
			end = "\r\n"
		} else if i%7 == 0 {
			end = "\r"
		}
		later.WriteString(strings.Replace(line, "settled", `"settled"`, 1) + end)
	}
	ends := strings.NewReplacer("\r\n", "\r\n", "\r", "\n")
	for name, text := range map[string]string{"line feeds behind the sample": ends.Replace(later.String()), "from the first line": first.String(), "behind the sample": later.String()} {
		t.Run(name, func(t *testing.T) {
			in := newInbox(t, paymentsSource())
			in.writeText("pagos.csv", 0, text)
			rows := int64(strings.Count(text, "2026-03-05"))
			wantCounts(t, in.run(), Counts{Read: rows, Accepted: rows})
			in.wantTrace("raw.payments", "p200", `p200 load 1 pagos.csv:202 p200,a200,2026-03-05,10,"settled" replaced by 0 `)
			if got := inspectText(t, "pagos.csv", text, InspectOptions{Entity: "payments"}); got.Rows != min(int(rows), sampleRows) {
				t.Errorf("inspect: got %d rows, want %d", got.Rows, rows)
			}
		})
	}
}
