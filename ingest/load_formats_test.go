package ingest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
)

func pack(t *testing.T, ending, text string) string {
	t.Helper()
	var out bytes.Buffer
	switch ending {
	case ".gz":
		w := gzip.NewWriter(&out)
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	case ".zst":
		w, err := zstd.NewWriter(&out)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	default:
		return text
	}
	return out.String()
}

func TestFormatsGiveTheSameRows(t *testing.T) {
	const want1, want2 = "p1|a1|2026-03-05 15:00:00|10.5000|settled", "p2|a2|2026-03-05 05:00:00|-3.0000|pending"
	latin, err := charmap.Windows1252.NewEncoder().String(
		"Reporte de pagos\nid;cuenta;fecha;valor;estado;observación\np1;a1;05/03/2026 10:00;10,50;settled;ñandú\np2;a2;05/03/2026 00:00;-3;pending;\nTotal;2\n")
	if err != nil {
		t.Fatal(err)
	}
	columns := map[string]Headers{"payment_id": {"id"}, "account_id": {"cuenta"}, "paid_at": {"fecha"}, "amount": {"valor"}, "status": {"estado"}}
	nested := map[string]Headers{"payment_id": {"id"}, "account_id": {"deuda.cuenta"}, "paid_at": {"fecha"}, "amount": {"valor"}, "status": {"estado"}}
	cases := []struct {
		name   string
		file   string
		text   string
		source Source
	}{
		{"csv", "f.csv", "id,cuenta,fecha,valor,estado\np1,a1,2026-03-05T10:00:00,10.5,settled\np2,a2,2026-03-05 00:00:00-05:00,-3,pending\n", Source{Columns: columns}},
		{"windows-1252 with preamble and footer", "f.csv", latin, Source{Columns: columns, Dialect: Dialect{Delimiter: ";", Encoding: "windows-1252",
			DecimalSeparator: ",", SkipHeaderRows: 1, SkipFooterRows: 1, DateFormats: []string{"%d/%m/%Y %H:%M"}}}},
		{"ndjson", "f.ndjson", `{"id":"p1","deuda":{"cuenta":"a1"},"fecha":"2026-03-05T10:00:00","valor":10.5,"estado":"settled"}` + "\n\n" +
			`{"id":"p2","deuda":{"cuenta":"a2"},"fecha":"2026-03-05T00:00:00","valor":"-3","estado":"pending"}` + "\n", Source{Columns: nested}},
		{"json array", "f.json", `[{"id":"p1","deuda":{"cuenta":"a1"},"fecha":"2026-03-05T10:00:00","valor":10.5,"estado":"settled"},
			{"id":"p2","deuda":{"cuenta":"a2"},"fecha":"2026-03-05T00:00:00","valor":-3,"estado":"pending"}]`, Source{Columns: nested}},
		{"json records", "f.json", `{"meta":{"n":2},"data":{"pagos":[{"id":"p1","deuda":{"cuenta":"a1"},"fecha":"2026-03-05T10:00:00","valor":10.5,"estado":"settled"},
			{"id":"p2","deuda":{"cuenta":"a2"},"fecha":"2026-03-05T00:00:00","valor":-3,"estado":"pending"}]}}`, Source{Columns: nested, Records: "data.pagos"}},
	}
	for _, c := range cases {
		for _, ending := range []string{"", ".gz", ".zst"} {
			t.Run(c.name+ending, func(t *testing.T) {
				c.source.Name, c.source.Entity, c.source.Path = "pagos", "payments", "f*"
				in := newInbox(t, c.source)
				in.writeText(c.file+ending, 0, pack(t, ending, c.text))
				wantCounts(t, in.run(), Counts{Read: 2, Accepted: 2})
				in.wantRows("select payment_id, account_id, paid_at, amount::varchar, status from raw.payments order by 1", want1, want2)
			})
		}
	}
}

func TestParquetTypesSpeakForThemselves(t *testing.T) {
	in := newInbox(t, Source{Name: "pagos", Entity: "payments", Path: "*.parquet", Where: "keep = 'true'",
		Dialect: Dialect{DecimalSeparator: ",", DateFormats: []string{"%d/%m/%Y"}}})
	_, err := in.opts.DB.Exec(`copy (
		select 1 as payment_id, 'a1' as account_id, timestamp '2026-03-05 10:00:00' as paid_at, 10.5::double as amount, true as keep
		union all select 2, 'a2', timestamp '2026-03-06 00:00:00', -3, true
		union all select 3, 'a3', timestamp '2026-03-06 00:00:00', 1, false
	) to '` + in.root + `/pagos.parquet'`)
	if err != nil {
		t.Fatal(err)
	}
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 2})
	in.wantRows("select payment_id, paid_at, amount::varchar from raw.payments order by 1", "1|2026-03-05 15:00:00|10.5000", "2|2026-03-06 05:00:00|-3.0000")
}

func TestNDJSONLineThatIsNoObject(t *testing.T) {
	in := newInbox(t, lenient(Source{Name: "pagos", Entity: "payments", Path: "*.ndjson"}))
	in.write("pagos.ndjson", 0,
		`{"payment_id":"p1","account_id":"a1","paid_at":"2026-03-05","amount":1,"name":"Ana"}`,
		``,
		`{"payment_id":"p2","account_id":`,
		`{"payment_id":"p3","account_id":"a3","paid_at":"2026-03-05","amount":"x","name":"Eva"}`)
	wantCounts(t, in.run(), Counts{Read: 3, Accepted: 1, Rejected: 2})
	in.wantRows(rejects, "3|-|bad_record|true|…", `4|amount|bad_number|true|{"payment_id":"p3","account_id":"a3","paid_at":"2026-03-05","amount":"x","name":"…"}`)
}

func TestPlainDatesStayDates(t *testing.T) {
	in := newInbox(t, paymentsSource())
	in.write("pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10,settled", "p2,a2,2026-03-06 00:00:00,10,settled")
	in.run()
	in.wantRows("select payment_id, paid_at, paid_at_has_time from raw.payments order by 1", "p1|2026-03-05 00:00:00|false", "p2|2026-03-06 00:00:00|false")
}

func TestDateAndTimeInTwoColumns(t *testing.T) {
	in := newInbox(t, Source{Name: "gestiones", Entity: "interactions", Path: "*.csv",
		Columns: map[string]Headers{"occurred_at": {"FECHA", "HORA"}}, Dialect: Dialect{DateFormats: []string{"%d/%m/%Y"}}})
	in.write("g.csv", 0, "id_gestion;cuenta;FECHA;HORA;canal", "g1;a1;05/03/2026;10:11:12;Llamada", "g2;a1;05/03/2026;;sms", "g3;a1;05/03/2026;3:15 PM;pigeon", "g4;a1;05/03/2026;08:05;WhatsApp")
	in.run()
	in.wantRows("select occurred_at, occurred_at_has_time, channel from raw.interactions order by line_order",
		"2026-03-05 15:11:12|true|call", "2026-03-05 00:00:00|false|sms", "2026-03-05 20:15:00|true|other",
		"2026-03-05 13:05:00|true|whatsapp")
	in.wantRows("select line, column_name, reason, is_row_rejected from ops.rejected_rows", "4|canal|unknown_channel|false")
}

func TestDateAndTimeOfOtherTypes(t *testing.T) {
	in := newInbox(t, Source{Name: "gestiones", Entity: "interactions", Path: "g*", Defaults: map[string]string{"channel": "call"},
		Columns: map[string]Headers{"account_id": {"cuenta"}, "occurred_at": {"fecha", "hora"}, "promised_date": {"fecha", "hora"}}})
	_, err := in.opts.DB.Exec(`copy (
		select 'a1' as cuenta, timestamp '2026-03-05 00:00:00' as fecha, time '22:11:12' as hora
		union all select 'a2', timestamp '2026-03-05 00:00:00', null
	) to '` + in.root + `/g_1.parquet'`)
	if err != nil {
		t.Fatal(err)
	}
	in.write("g_2.csv", 1, "cuenta;fecha;hora", "a3;2026-03-05 00:00:00;10:11", "a4;2026-03-05;03:11Z", "a5;2026-03-05;")
	wantCounts(t, in.run(), Counts{Read: 5, Accepted: 5})
	in.wantRows("select account_id, occurred_at, occurred_at_has_time, promised_date::varchar from raw.interactions order by 1",
		"a1|2026-03-06 03:11:12|true|2026-03-05", "a2|2026-03-05 00:00:00|false|2026-03-05",
		"a3|2026-03-05 15:11:00|true|2026-03-05", "a4|2026-03-05 03:11:00|true|2026-03-04",
		"a5|2026-03-05 00:00:00|false|2026-03-05")
}

func TestRejectsOfASheetShowTheirCells(t *testing.T) {
	source := lenient(paymentsSource())
	source.Path = "*.xlsx"
	in := newInbox(t, source)
	in.writeText("pagos.xlsx", 0, string(buildWorkbook(t, func(book *excelize.File) {
		for i, row := range [][]any{
			{"payment_id", "account_id", "paid_at", "amount", "nombre"},
			{"p1", "a1", "2026-03-05", 10, "Ana"},
			{"p2", "a2", 46086, 10, "Luz"},
			{"p3", "a3", "2026-03-05", "diez", "Eva"},
		} {
			if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	})))
	wantCounts(t, in.run(), Counts{Read: 3, Accepted: 1, Rejected: 2})
	in.wantRows("select line, message, raw from ops.rejected_rows order by line",
		`3|paid_at: it is a number; format the cell as a date|{"account_id":"a2","amount":"10","paid_at":"46086","payment_id":"p2"}`,
		`4|amount is no number; if it has a decimal comma, set `+"`dialect.decimal_separator: \",\"`"+
			`|{"account_id":"a3","amount":"diez","paid_at":"2026-03-05","payment_id":"p3"}`)
}

func TestRejectsOfParquetShowTheirCells(t *testing.T) {
	source := lenient(paymentsSource())
	source.Path = "*.parquet"
	in := newInbox(t, source)
	in.query(fmt.Sprintf("copy (select * from (values ('p1', 'a1', date '2026-03-05', 1.5, 'Ana'), ('p2', null, date '2026-03-06', 2.5, 'Luz')) "+
		"as p(payment_id, account_id, paid_at, amount, nombre)) to '%s'", filepath.Join(in.root, "pagos.parquet")))
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 1, Rejected: 1})
	in.wantRows("select raw from ops.rejected_rows",
		`{"account_id":null,"amount":"2.5","paid_at":"2026-03-06","payment_id":"p2"}`)
}
