package ingest

import (
	"fmt"
	"strings"
	"testing"
)

// only gives a case of a test a source and a folder of its own in one warehouse, which is costly to make.
func (in *inbox) only(t *testing.T, number int, source Source) Source {
	in.t = t
	source.Name = fmt.Sprintf("s%d", number)
	source.Path = source.Name + "/" + source.Path
	in.opts.Sources = []Source{source}
	return source
}

func TestSchemaChanges(t *testing.T) {
	in, number := newInbox(t), 0
	for name, test := range map[string]struct {
		columns map[string]Headers
		first   []string
		then    []string
		want    []string // without the load
		message string   // of a refusal
	}{
		"same in other words and order": {
			first: []string{"payment_id,account_id,paid_at,amount,Medio de Pago", "p1,a1,2026-03-05,1,x"},
			then:  []string{"AMOUNT,MEDIO_DE_PAGO,Account ID,payment id,paid-at", "1,x,a1,p2,2026-03-05"},
		},
		"new": {
			first: []string{"payment_id,account_id,paid_at,amount", "p1,a1,2026-03-05,1"},
			then:  []string{"payment_id,account_id,paid_at,amount,sucursal,moneda", "p2,a1,2026-03-05,1,Norte,COP"},
			want: []string{"new|moneda|currency|-|-|it is read as currency; name another header at `columns.currency` if that is wrong",
				"new|sucursal|-|-|-|nothing is read from it; name it at `columns` if it is wanted"},
		},
		"missing": {
			first: []string{"payment_id,account_id,paid_at,amount,moneda,sucursal", "p1,a1,2026-03-05,1,COP,Norte"},
			then:  []string{"payment_id,account_id,paid_at,amount", "p2,a1,2026-03-05,1"},
			want: []string{"missing|moneda|currency|-|-|currency is blank in all its rows; have the export state it again, or name the " +
				"header that does at `columns.currency`"},
		},
		"renamed, and known": {
			first: []string{"payment_id,account_id,paid_at,amount,moneda", "p1,a1,2026-03-05,1,COP"},
			then:  []string{"payment_id,account_id,paid_at,amount,currency", "p2,a1,2026-03-05,1,COP"},
			want:  []string{"renamed|moneda|currency|-|currency|it is read as currency, as the other was"},
		},
		"renamed optional column that the config names": {
			columns: map[string]Headers{"method": {"forma: pago"}},
			first:   []string{"payment_id,account_id,paid_at,amount,forma: pago", "p1,a1,2026-03-05,1,x"},
			then:    []string{"payment_id,account_id,paid_at,amount,formas: pago", "p2,a1,2026-03-05,1,x"},
			want: []string{"renamed|forma: pago|method|-|formas: pago|perhaps renamed; write `method: \"formas: pago\"` under " +
				"`columns:` of source pagos"},
		},
		"renamed required column": {
			columns: map[string]Headers{"paid_at": {"fecha_pago"}},
			first:   []string{"payment_id,account_id,fecha_pago,amount", "p1,a1,2026-03-05,1"},
			then:    []string{"payment_id,account_id,fecha_pag,amount,79912345", "p2,a1,2026-03-05,1,x"},
			want:    []string{"renamed|fecha_pago|paid_at|-|fecha_pag|perhaps renamed; write `paid_at: fecha_pag` under `columns:` of source pagos"},
			message: "column `fecha_pag` is new and `fecha_pago` is gone: perhaps renamed; write `paid_at: fecha_pag` under `columns:`",
		},
		"renamed time beside a date": {
			columns: map[string]Headers{"paid_at": {"fecha", "hora"}},
			first:   []string{"payment_id,account_id,fecha,hora,amount", "p1,a1,2026-03-05,10:00:00,1"},
			then:    []string{"payment_id,account_id,fecha,hora_pago,amount", "p2,a1,2026-03-05,10:00:00,1"},
			want:    []string{"renamed|hora|paid_at|-|hora_pago|perhaps renamed; write `paid_at: [fecha, hora_pago]` under `columns:` of source pagos"},
			message: "`paid_at: [fecha, hora_pago]`",
		},
		"time beside a date is gone": {
			first: []string{"payment_id,account_id,fecha_pago,hora_pago,amount", "p1,a1,2026-03-05,10:00:00,1"},
			then:  []string{"payment_id,account_id,fecha_pago,amount", "p2,a1,2026-03-05,1"},
			want:  []string{"missing|hora_pago|paid_at|-|-|paid_at is read without it; name the header that took its place at `columns.paid_at`"},
		},
		"numbers of another format": {
			first: []string{"payment_id,account_id,paid_at,amount", "p1,a1,2026-03-05,1.5"},
			then:  []string{"payment_id,account_id,paid_at,amount", `p2,a1,2026-03-05,"1,5"`, "p3,a1,2026-03-05,"},
			want: []string{"retyped|amount|amount|numbers|text|1 of its 1 cells can't be read as numbers; see `dialect.decimal_separator` " +
				"and `dialect.thousands_separator`"},
			message: "column `amount` held numbers and holds text: 1 of its 1 cells can't be read as numbers",
		},
		"dates get a time": {
			first: append([]string{"payment_id,account_id,paid_at,amount"}, strings.Split(strings.Repeat("p1,a1,2026-03-05,1|", 19)+"p1,a1,2026-03-05,1", "|")...),
			then:  []string{"payment_id,account_id,paid_at,amount", "p2,a1,2026-03-05 10:00:00,1"},
			want:  []string{"retyped|paid_at|paid_at|dates|dates with a time|nothing to do if the export means it"},
		},
		"long numbers in headers": {
			first: []string{"payment_id,account_id,paid_at,amount,saldo_20260301", "p1,a1,2026-03-05,1,x"},
			then:  []string{"payment_id,account_id,paid_at,amount,saldo_20260401", "p2,a1,2026-03-05,1,x"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			source := paymentsSource()
			source.Columns = test.columns
			number++
			source = in.only(t, number, source)
			changes := "select change, header, canonical_column, was, became, replace(remedy, source, 'pagos') " +
				"from ops.schema_changes where source = '" + source.Name + "' order by all"
			in.write(source.Name+"/pagos_1.csv", 0, test.first...)
			if report := in.run(); report.Count(Loaded) != 1 || len(report.Files[0].Changes) > 0 {
				t.Fatalf("first file: %+v", report)
			}
			in.write(source.Name+"/pagos_2.csv", 1, test.then...)
			report := in.run()
			if test.message == "" {
				if report.Count(Loaded) != 1 || len(report.Files[1].Changes) != len(test.want) {
					t.Fatalf("second file: %+v", report)
				}
			} else if report.Count(Refused) != 1 || !strings.Contains(report.Files[1].Err.Error(), test.message) {
				t.Fatalf("second file: %+v, want %q", report, test.message)
			}
			in.wantRows(changes, test.want...)
			if test.message != "" {
				return
			}
			// What was told once is known.
			in.write(source.Name+"/pagos_3.csv", 2, append(test.then, strings.Replace(test.then[1], "p2", "p9", 1))...)
			if name != "new" {
				in.write(source.Name+"/pagos_4.csv", 3, append(test.first, strings.Replace(test.first[1], "p1", "p8", 1))...)
			}
			in.run()
			in.wantRows(changes, test.want...)
		})
	}
}

func TestFrozenSchema(t *testing.T) {
	source := paymentsSource()
	source.Schema = Freeze
	in := newInbox(t, source)
	in.write("pagos_1.csv", 0, "payment_id,account_id,paid_at,amount,sucursal", "p1,a1,2026-03-05,1,Norte")
	in.write("pagos_2.csv", 1, "payment_id,account_id,paid_at,amount,canal", "p2,a1,2026-03-05,1,web")
	wantRefusal(t, in.run(), refusedSchema, "column `sucursal` is gone", "column `canal` is new", "recaudo ingest --accept-schema pagos")
	in.wantRows("select status, reason from ops.loads order by load_id", "loaded|-", "refused|schema_changed")
	in.wantRows("select load_id, change, header from ops.schema_changes order by all", "2|missing|sucursal", "2|new|canal")
	in.wantRows("select header from ops.source_columns order by 1", "account_id", "amount", "paid_at", "payment_id", "sucursal")

	in.opts.AcceptSchema = []string{"pagos"}
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
	in.opts.AcceptSchema = nil
	in.write("pagos_3.csv", 2, "payment_id,account_id,paid_at,amount,canal", "p3,a1,2026-03-05,1,web")
	in.write("pagos_4.csv", 3, "payment_id,account_id,paid_at,amount", "p4,a1,2026-03-05,1")
	report := in.run()
	wantRefusal(t, report, refusedSchema, "column `canal` is gone")
	if report.Count(Loaded) != 1 {
		t.Errorf("a known set of headers: %+v", report)
	}
	// Who names a header in the config has accepted it.
	in.opts.Sources[0].Columns = map[string]Headers{"method": {"medio"}}
	in.write("pagos_5.csv", 4, "payment_id,account_id,paid_at,amount,canal,medio", "p5,a1,2026-03-05,1,web,x")
	if in.run(); in.query("select count(*) from raw.payments where method = 'x'")[0] != "1" {
		t.Error("a header that the config names is refused")
	}
}

// A column is new though its header repeats another, or says nothing.
func TestFrozenHeadersThatCannotBeNamed(t *testing.T) {
	source := paymentsSource()
	source.Schema = Freeze
	in := newInbox(t, source)
	const header, row = "payment_id,account_id,paid_at,amount,lote", "p%d,a1,2026-03-05,1,L1"
	in.write("pagos_1.csv", 0, header, fmt.Sprintf(row, 1))
	in.write("pagos_2.csv", 1, header+",LOTE", fmt.Sprintf(row, 2)+",x")
	in.write("pagos_3.csv", 2, header+", ,", fmt.Sprintf(row, 3)+",x,y")
	report := in.run()
	for i, want := range []string{"column `LOTE (2)` is new: nothing is read from it; give it", "column `(blank)` is new: nothing is read from it; give it " +
		"a header of its own in the export if it is wanted; column `(blank) (2)` is new"} {
		if file := report.Files[i+1]; file.Status != Refused || !strings.Contains(file.Err.Error(), want) {
			t.Errorf("%s: got %s %v, want %q", file.Path, file.Status, file.Err, want)
		}
	}
	in.opts.Sources[0].Schema = Evolve
	if report := in.run(); report.Count(Loaded) != 2 || len(report.Files[1].Changes) != 1 || len(report.Files[2].Changes) != 2 {
		t.Errorf("evolved: %+v", report)
	}
	in.opts.Sources[0].Schema = Freeze // what was loaded once is known
	in.write("pagos_4.csv", 3, "payment_id,account_id,,paid_at,amount,lote,lote,", "p4,a1,y,2026-03-05,1,L1,x,")
	if report := in.run(); report.Count(Loaded) != 1 {
		t.Errorf("known: %+v", report)
	}
}

func TestRowsWithANewColumnAreDiscarded(t *testing.T) {
	source := lenient(paymentsSource())
	source.Schema = DiscardRow
	in := newInbox(t, source)
	in.write("pagos_1.csv", 0, "payment_id,account_id,paid_at,amount,sucursal", "p1,a1,2026-03-05,1,Norte")
	in.write("pagos_2.csv", 1, "payment_id,account_id,paid_at,amount,canal,lote", "p2,a1,2026-03-05,1, ,", "p3,a1,2026-03-05,1,web,",
		"p4,,2026-03-05,1,,7")
	report := in.run()
	if got, want := report.Files[1].Counts, (Counts{Read: 3, Accepted: 1, Rejected: 2}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	in.wantRows("select line, reason, message, is_row_rejected, parsed ->> 'payment_id' from ops.rejected_rows order by 1",
		"3|new_column|a value in the new column `canal`, `lote`|true|p3", "4|new_column|a value in the new column `canal`, `lote`|true|p4")
	in.write("pagos_3.csv", 2, "payment_id,account_id,paid_at,amount,sucursal,canal", "p5,a1,2026-03-05,1,,web")
	if report := in.run(); report.Totals.Rejected != 1 {
		t.Errorf("the column is still new: %+v", report)
	}
	in.opts.AcceptSchema, in.opts.RetryRejected = []string{"pagos"}, true
	in.run()
	in.wantRows("select string_agg(payment_id, ' ' order by payment_id) from raw.payments", "p1 p2 p3 p5")
	in.wantRows("select reason from ops.rejected_rows", "missing_required")

	// A new column that every row fills discards every row, which is too many.
	in.opts.AcceptSchema, in.opts.RetryRejected, in.opts.Sources[0].MaxRejectRatio = nil, false, nil
	in.write("pagos_4.csv", 3, "payment_id,account_id,paid_at,amount,zona", "p6,a1,2026-03-05,1,Norte")
	wantRefusal(t, in.run(), refusedRejects, "a value in the new column `zona`", "--accept-schema pagos")
}

// Records of JSON leave out what they have not, so that only the keys that something is read from can be missing.
func TestKeysOfJSONComeAndGo(t *testing.T) {
	source := Source{Name: "pagos", Entity: "payments", Path: "*.ndjson", Schema: Freeze}
	in := newInbox(t, source)
	const record = `{"payment_id":"p%d","account_id":"a1","paid_at":"2026-03-05","amount":1%s}`
	in.write("1.ndjson", 0, fmt.Sprintf(record, 1, `,"nota":"x","moneda":"COP"`))
	in.write("2.ndjson", 1, fmt.Sprintf(record, 2, `,"moneda":"COP"`))
	in.write("3.ndjson", 2, fmt.Sprintf(record, 3, `,"nota":"x"`))
	report := in.run()
	if report.Count(Loaded) != 2 {
		t.Errorf("report: %+v", report)
	}
	wantRefusal(t, report, refusedSchema, "column `moneda` is gone")
}

func TestEditDistanceOfHeaders(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"fecha_pago", "fecha_pag", true}, {"FECHA PAGO", "fecha_de_pago", true}, {"saldo", "saldo_capital", true},
		{"monto", "nombre", false}, {"fecha", "hora", false}, {"a", "b", false}, {"", "b", false},
	} {
		if got := nameDistance(test.a, test.b) <= maxNameDistance; got != test.want {
			t.Errorf("%s and %s: got %t, want %t", test.a, test.b, got, test.want)
		}
	}
}
