package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

func inspectText(t *testing.T, name, content string, opts InspectOptions) Inspection {
	t.Helper()
	root := fstest.MapFS{name: {Data: []byte(content)}}
	inspection, err := Inspect(context.Background(), memoryWarehouse(t), root, name, opts)
	if err != nil {
		t.Fatal(err)
	}
	return inspection
}

func TestInspectShowsRowsAsLoaded(t *testing.T) {
	got := inspectText(t, "gestiones.csv", "FECHA;HORA;NRO_CREDITO;ASESOR;CANAL;SENTIDO;RESULTADO;VALOR_PROMESA;OBSERVACION\n"+
		"31/03/2026;10:11:12;000123;G1;Llamada;Saliente;Promesa de pago;1.500,50;llamar luego\n"+
		"31/03/2026;;000124;G1;Telégrafo;;No contesta;;\n", InspectOptions{TimeZone: "America/Bogota"})
	if got.Entity != "interactions" || len(got.Missing) > 0 {
		t.Fatalf("got entity %s without %q, want interactions", got.Entity, got.Missing)
	}
	wantColumns := []string{"account_id", "collector_id", "channel", "occurred_at", "direction", "outcome", "promised_amount"}
	if !reflect.DeepEqual(got.SampleColumns, wantColumns) {
		t.Errorf("columns: got %q, want %q", got.SampleColumns, wantColumns)
	}
	want := [][]string{
		{"000123", "G1", "call", "2026-03-31 10:11:12", "outbound", "Promesa de pago", "1500.5000"},
		{"000124", "G1", "other", "2026-03-31", "", "No contesta", ""},
	}
	if !reflect.DeepEqual(got.Sample, want) {
		t.Errorf("rows: got %q, want %q", got.Sample, want)
	}
}

func TestInspectProblems(t *testing.T) {
	const head = "id_pago;credito;fecha_pago;valor;estado;nombre_cliente\n"
	tests := map[string]struct {
		content string
		want    string
	}{
		"an amount that is none": {head + "1;C1;31/03/2026;N/A;Aplicado;x\n2;C1;31/03/2026;10,5;Aplicado;x\n", `line 2: amount: "N/A" can't be read as an amount; the row will be rejected`},
		"a date that is none":    {head + "1;C1;31/02/2026;1;Aplicado;x\n1;C1;31/03/2026;1;Aplicado;x\n", `line 2: paid_at: "31/02/2026" can't be read as a date or an instant; the row will be rejected`},
		"an empty required cell": {head + "1;;31/03/2026;1;Aplicado;x\n" + strings.Repeat("1;C1;31/03/2026;1;Aplicado;x\n", 30), "line 2: account_id: the cell is empty; the row will be rejected"},
		"an unknown status":      {head + "1;C1;31/03/2026;1;En canje;x\n", "status: 1 unknown: \"En canje\"; map under `values.status`"},
		"a name":                 {head + "1;C1;31/03/2026;1;Aplicado;x\n", "nombre_cliente: it seems to hold a name and is left out on purpose"},
		"dates either way":       {head + "1;C1;01/02/2026;1;Aplicado;x\n", "no day above 12 tells whether dates are day first or month first; check `dialect.date_formats`"},
		"amounts either way":     {head + "1;C1;31/03/2026;1.500;Aplicado;x\n", "amounts such as 1.500 could be thousands or decimals; check `dialect.decimal_separator`"},
		"mixed amounts":          {head + "1;C1;31/03/2026;1,5;Aplicado;x\n1;C1;31/03/2026;1.5;Aplicado;x\n", "some amounts have a decimal comma and some a decimal point"},
		"rows that don't fit":    {head + "1;C1;31/03/2026;1;Aplicado;x;y\n1;C1;31/03/2026;1;Aplicado;x\n", "1 row with more or fewer cells than the header"},
		"a header twice":         {"credito;fecha_pago;valor;valor\nC1;31/03/2026;1;2\n", "valor: two columns have this header"},
		"a missing column":       {"id_pago;credito;valor;estado\n1;C1;1;Aplicado\n", "paid_at: no header feeds it, and payments needs it"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := inspectText(t, "pagos.csv", test.content, InspectOptions{Entity: "payments", TimeZone: "America/Bogota"})
			var texts []string
			for _, problem := range got.Problems {
				texts = append(texts, problem.String())
			}
			if all := strings.Join(texts, "\n"); !strings.Contains(all, test.want) {
				t.Errorf("got problems:\n%s\nwant among them %q", all, test.want)
			}
		})
	}
}

func TestInspectTakesTheSourceAtItsWord(t *testing.T) {
	source := Source{
		Entity:  "payments",
		Dialect: Dialect{Delimiter: "|", DateFormats: []string{"%m/%d/%Y"}, DecimalSeparator: ","},
		Columns: map[string]Headers{"amount": {"x"}},
	}
	got := inspectText(t, "datos.txt", "credito|fecha|x|valor\nC1|02/01/2026|1,5|9\n", InspectOptions{Source: &source})
	want := [][]string{{"C1", "2026-02-01", "1.5000"}}
	if !reflect.DeepEqual(got.Sample, want) {
		t.Errorf("got %q, want %q", got.Sample, want)
	}
}

func TestInspectErrors(t *testing.T) {
	tests := map[string]struct {
		name, content string
		opts          InspectOptions
		want          string
	}{
		"unknown ending": {name: "a.pdf", content: "x", want: "set `format:` to one of csv, json, ndjson, parquet, xlsx"},
		"empty":          {name: "a.csv", want: "it has no header line"},
		"broken JSON":    {name: "a.json", content: `{"a": [{"b": 1`, want: "read a.json as JSON"},
		"no such array":  {name: "a.json", content: `{"a": [{"b": 1}]}`, opts: InspectOptions{Records: "c"}, want: "arrays it has: a"},
		"unknown entity": {name: "a.csv", content: "a,b\n", opts: InspectOptions{Entity: "calls"}, want: "the entities are assignments"},
		"no workbook":    {name: "a.xlsx", content: "x", want: "save it as .xlsx"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			root := fstest.MapFS{test.name: {Data: []byte(test.content)}}
			_, err := Inspect(context.Background(), memoryWarehouse(t), root, test.name, test.opts)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want %q in it", err, test.want)
			}
		})
	}
}

func TestInspectParquet(t *testing.T) {
	db, dir := memoryWarehouse(t), t.TempDir()
	_, err := db.Exec(fmt.Sprintf(`copy (select 'C1' as credito, date '2026-03-31' as fecha_pago, 1500.5::decimal(10, 2) as valor)
		to '%s' (format parquet)`, filepath.Join(dir, "pagos.parquet")))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Inspect(context.Background(), db, os.DirFS(dir), "pagos.parquet", InspectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"C1", "2026-03-31", "1500.5000"}}
	if got.Entity != "payments" || !reflect.DeepEqual(got.Sample, want) {
		t.Errorf("got %s %q, want payments %q", got.Entity, got.Sample, want)
	}
}

func FuzzSampleJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[{"b":1,"c":{"d":"x"}}]}`, "{\"a\":1}\n{\"a\":2}", `[[1],{"a":null}]`, `{"a":`, `1 2`, `{"a":{"b":{"c":{"d":{"e":[{}]}}}}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		samples, err := sampleJSON(t.Context(), textFiles{root: fstest.MapFS{"a.json": {Data: []byte(text)}}, limits: DefaultLimits()}, "a.json", "")
		if err != nil {
			return
		}
		for _, one := range samples {
			for _, row := range one.Rows {
				if len(row) != len(one.Headers) {
					t.Errorf("%s: got %d cells under %d headers", text, len(row), len(one.Headers))
				}
			}
		}
	})
}
