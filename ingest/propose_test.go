package ingest

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/recaudo/recaudo/internal/demo"
	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/xuri/excelize/v2"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func memoryWarehouse(t testing.TB) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(context.Background(), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// unknownFolder is what an operation may have lying about.
func unknownFolder(t *testing.T) fstest.MapFS {
	t.Helper()
	gestiones := "Informe de gestiones\r\n\r\nFECHA;HORA;Nro Cr\xE9dito;Asesor;Canal;Resultado;Valor Promesa;Fecha Promesa;Tel\xE9fono\r\n"
	book := buildWorkbook(t, func(file *excelize.File) {
		for cell, value := range map[string]any{
			"A1": "codigo", "B1": "nombre", "C1": "equipo", "A2": "G1", "B2": "Ana Uno", "C2": "Norte", "A3": "G2", "B3": "Luis Dos",
			"C3": "Sur",
		} {
			set(t, file, "Sheet1", cell, value, "")
		}
		if err := file.SetSheetName("Sheet1", "Gestores"); err != nil {
			t.Fatal(err)
		}
		if _, err := file.NewSheet("Metas"); err != nil {
			t.Fatal(err)
		}
		for cell, value := range map[string]any{
			"A1": "Metas de recaudo por gestor", "A3": "mes", "B3": "gestor", "C3": "indicador", "D3": "meta",
			"B4": "G1", "C4": "recovered_amount", "D4": 1500000.5, "B5": "G2", "C5": "recovered_amount", "D5": 2000000,
		} {
			set(t, file, "Metas", cell, value, "")
		}
		set(t, file, "Metas", "A4", 46082, "mmm-yy")
		set(t, file, "Metas", "A5", 46082, "mmm-yy")
	})
	return fstest.MapFS{
		"asignacion_20260301.csv": {Data: []byte("fecha_corte;num_obligacion;cod_gestor;saldo_capital;nombre_cliente\n" +
			"01/03/2026;C1;G1;1.500;Debtor One\n01/03/2026;C2;G2;2.000;Debtor Two\n")},
		"asignacion_20260314.csv": {Data: []byte("fecha_corte;num_obligacion;cod_gestor;saldo_capital;nombre_cliente\n" +
			"14/03/2026;C1;G1;1.500,50;Debtor One\n14/03/2026;C2;G2;2.000;Debtor Two\n")},
		"gestiones/gestiones_2026-03-01.csv": {Data: []byte(gestiones +
			"01/03/2026;10:11;C1;G1;Llamada;Promesa de pago;1500,50;14/03/2026;300\r\n")},
		"gestiones/gestiones_2026-03-02.csv.gz": {Data: []byte(gzipped(t, gestiones+
			"02/03/2026;10:11;C1;G1;Llamada;Contacto titular;;;300\r\n02/03/2026;10:12;C2;G2;Paloma;Renuente total;;;300\r\n"))},
		"pagos.csv":              {Data: []byte("id_pago,credito,fecha_pago,valor,estado\nP1,C1,03/04/2026,100.50,Aplicado\n")},
		"pagos_reversados_1.csv": {Data: []byte("id_pago,credito,fecha_pago,valor,estado\nP2,C1,2026-03-04,-100.50,Reversado\n")},
		"pagos_2.csv":            {Data: []byte("id_pago,credito,fecha_pago,valor,estado\nP3,C1,2026-03-05,50.00,Aplicado\n")},
		"maestros.xlsx":          {Data: book},
		"sms.ndjson": {Data: []byte(`{"message_id":"M1","credito":"C1","sent_at":"2026-03-01T10:00:00Z","status":"sent","to":{"phone":"300"}}` + "\n" +
			`{"message_id":"M1","credito":"C1","sent_at":"2026-03-01T10:00:05Z","status":"delivered","to":{"phone":"300"}}` + "\n" +
			`{"message_id":"M2","credito":"C2","sent_at":"2026-03-01T10:00:00Z","status":"read","to":{"phone":"301"}}` + "\n")},
		"api.json": {Data: []byte(`{"meta":{"total":2},"data":{"promesas":[{"id":"A1","credito":"C1","fecha_registro":"2026-03-01",` +
			`"fecha_promesa":"2026-03-09","monto_prometido":1500.5}],"llamadas":[{"credito":"C1","agente":"G1",` +
			`"fecha_hora":"2026-03-01T10:11:12-05:00","resultado":"no_contesta"}]}}`)},
		"notas.docx":  {Data: []byte("x")},
		"roto.csv.gz": {Data: []byte("no gzip")},
		"vacio.csv":   {Data: nil},
		"canales.csv": {Data: []byte("color;sabor\nrojo;dulce\n")},
		".oculto.csv": {Data: []byte("a;b\n")},
	}
}

func TestProposeUnknownFolder(t *testing.T) {
	ctx := context.Background()
	proposal, err := Propose(ctx, memoryWarehouse(t), unknownFolder(t),
		ProposeOptions{Root: "inbox", TimeZone: "America/Bogota", Currency: "COP"})
	if err != nil {
		t.Fatal(err)
	}
	got := proposal.YAML()
	golden := filepath.Join("testdata", "propose", "recaudo.golden.yaml")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if strings.Contains(string(got), "Debtor One") {
		t.Error("a debtor's name is in the proposal")
	}

	// What is written is what was decided.
	var config struct {
		Timezone, Currency, Root, Warehouse, Published string
		Sources                                        []Source
	}
	if err := yaml.UnmarshalWithOptions(got, &config, yaml.Strict()); err != nil {
		t.Fatalf("the proposed config does not parse: %v", err)
	}
	var ready []Source
	for _, proposed := range proposal.Sources {
		if !proposed.IsReady() {
			continue
		}
		if err := Validate(proposed.Source); err != nil {
			t.Errorf("source %s: %v", proposed.Source.Name, err)
		}
		ready = append(ready, proposed.Source)
	}
	if len(config.Sources) != len(ready) {
		t.Fatalf("got %d sources in the config, want the %d ready ones", len(config.Sources), len(ready))
	}
	for i, source := range config.Sources {
		want := ready[i]
		want.Dialect.Quote, source.Dialect.Quote = "", ""
		if want.Dialect.Encoding == "utf-8" {
			want.Dialect.Encoding = "" // the default is not written
		}
		if len(want.Defaults) == 0 {
			want.Defaults = nil
		}
		if !reflect.DeepEqual(source, want) {
			t.Errorf("source %s: got %+v, want %+v", want.Name, source, want)
		}
	}
}

func TestProposeErrors(t *testing.T) {
	if _, err := Propose(context.Background(), memoryWarehouse(t), fstest.MapFS{}, ProposeOptions{}); err == nil {
		t.Error("empty folder: got no error")
	}
}

func TestExportedAtFromNames(t *testing.T) {
	tests := map[string]struct {
		files []string
		want  string
	}{
		"date":                    {[]string{"pagos_20260301.csv", "pagos_20260302.csv.gz"}, "pagos_%Y%m%d"},
		"date with hyphens":       {[]string{"pagos 2026-03-01.csv"}, "pagos %Y-%m-%d"},
		"day first":               {[]string{"pagos_31032026.csv", "pagos_01032026.csv"}, "pagos_%d%m%Y"},
		"date and time":           {[]string{"pagos_20260301_101112.csv"}, "pagos_%Y%m%d_%H%M%S"},
		"a month that may grow":   {[]string{"pagos-202603.csv"}, ""},
		"number before the date":  {[]string{"lote7_20260301.csv", "lote12_20260302.csv"}, "%Y%m%d"},
		"only numbers":            {[]string{"pagos_1.csv", "pagos_2.csv"}, ""},
		"impossible date":         {[]string{"pagos_20261301.csv", "pagos_99999999.csv"}, ""},
		"one name without a date": {[]string{"pagos_20260301.csv", "pagos_7.csv"}, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := (fileGroup{files: test.files}).exportedAt(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestProposedConfigLoads runs the loader by the proposal: every file that is in a source must load, without a reject.
func TestProposedConfigLoads(t *testing.T) {
	in := newInbox(t)
	for name, file := range unknownFolder(t) {
		in.writeText(name, 0, string(file.Data))
	}
	proposal, err := Propose(t.Context(), in.opts.DB, os.DirFS(in.root), ProposeOptions{TimeZone: in.opts.TimeZone})
	if err != nil {
		t.Fatal(err)
	}
	for _, proposed := range proposal.Sources {
		if proposed.IsReady() {
			in.opts.Sources = append(in.opts.Sources, proposed.Source)
		}
	}
	report := in.run()
	for _, file := range report.Files {
		if file.Status != Loaded || file.Rejected > 0 {
			t.Errorf("%s as %s: got %s with %d rejected rows (%v), want loaded", file.Path, file.Source, file.Status,
				file.Rejected, file.Err)
		}
	}
	want := map[string]string{
		"select count(*), sum(assigned_amount) from raw.assignments":                                  "4|7000.5",
		"select count(*) from raw.collectors":                                                         "2",
		"select count(*), sum(value) from raw.targets":                                                "2|3500000.5",
		"select count(*), sum(amount) from raw.payments":                                              "3|50",
		"select count(*), sum(amount) from raw.promises":                                              "1|1500.5",
		"select reaction, count(*) from raw.interactions where channel = 'sms' group by 1 order by 1": "delivered|1 opened|1",
		"select count(*) from raw.interactions where channel <> 'sms'":                                "4",
		"select occurred_at from raw.interactions where promised_amount = 1500.5":                     "2026-03-01 15:11:00",
	}
	for query, rows := range want {
		if got := strings.Join(in.query(query), " "); got != rows {
			t.Errorf("%s: got %s, want %s", query, got, rows)
		}
	}
}

// TestProposedDemoConfigLoadsAsMuch compares the proposal for the demo's exports with the config that the demo writes.
func TestProposedDemoConfigLoadsAsMuch(t *testing.T) {
	dir := t.TempDir()
	end := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	manifest, err := demo.Write(dir, demo.Options{End: end, Days: 30, Collectors: 6, Accounts: 300})
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(manifest.Config)
	if err != nil {
		t.Fatal(err)
	}
	var config struct{ Sources []Source }
	if err := yaml.Unmarshal(content, &config); err != nil {
		t.Fatal(err)
	}
	counts := func(sources []Source) []string {
		in := newInbox(t)
		in.opts.Root, in.opts.Sources = filepath.Join(dir, "inbox"), sources
		in.run()
		var all []string
		for _, entity := range EntityNames() {
			all = append(all, entity+" "+in.query("select count(*) from raw." + entity)[0])
		}
		return append(all, in.query("select round(sum(amount), 2) from raw.payments where status = 'settled'")...)
	}
	proposal, err := Propose(t.Context(), memoryWarehouse(t), os.DirFS(filepath.Join(dir, "inbox")),
		ProposeOptions{TimeZone: "America/Bogota", Currency: "COP"})
	if err != nil {
		t.Fatal(err)
	}
	var proposed []Source
	for _, source := range proposal.Sources {
		proposed = append(proposed, source.Source)
	}
	if got, want := counts(proposed), counts(config.Sources); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
