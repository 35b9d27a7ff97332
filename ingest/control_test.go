package ingest

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// totalled is a source of payments, written as Latin America does, with a footer.
func totalled(footer string) Source {
	source := lenient(paymentsSource())
	source.Dialect = Dialect{DecimalSeparator: ",", ThousandsSeparator: "."}
	source.Control = &Control{Footer: footer}
	return source
}

func wantRefusal(t *testing.T, report Report, reason string, texts ...string) {
	t.Helper()
	at := slices.IndexFunc(report.Files, func(file FileReport) bool { return file.Status == Refused })
	if at < 0 {
		t.Fatalf("nothing is refused: %+v", report)
	}
	err := report.Files[at].Err
	var refused *refusal
	if !errors.As(err, &refused) || refused.reason != reason {
		t.Errorf("got %v, want a refusal for %s", err, reason)
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("message: got %q, want %q in it", err, text)
		}
	}
}

const semicolonHeader = "payment_id;account_id;paid_at;amount;status"

func TestFooterIsCompared(t *testing.T) {
	in, number := newInbox(t), 0
	rows := []string{"p1;a1;2026-03-05;1.000,50;settled", "p2;a2;2026-03-05;-0,25;reversed", "p3;;2026-03-05;7;settled"}
	for name, test := range map[string]struct {
		footer  string
		line    string
		tail    []string
		control string
		skip    int
		message []string // nothing: the file is loaded
	}{
		"all as stated":      {footer: "TOTAL;{rows};{amount}", line: "TOTAL;3;1.007,25"},
		"blanks and padding": {footer: "TOTAL ;{rows};{amount};;", line: "TOTAL   ; 3 ;$ 1.007,25;;"},
		"blank lines behind": {footer: "TOTAL;{rows};{amount}", line: "TOTAL;3;1.007,25", tail: []string{"", "  "}},
		"what is not read":   {footer: "TOTAL;{*};{rows}", line: "TOTAL;at 10:00;3"},
		"other lines behind": {footer: "TOTAL;{rows}", line: "TOTAL;3", tail: []string{"printed by ABC"}, skip: 2},
		"padded otherwise":   {footer: "TOTAL;{rows};{amount};", line: "TOTAL;3;1.007,25;;;"},
		"padding left out":   {footer: "TOTAL;{rows};{amount};;", line: "TOTAL;3;1.007,25"},
		"blanks of sheets":   {footer: "TOTAL {rows}", line: "\u00a0TOTAL\u2003\u00a03\u00a0"},
		"a row is skipped": {footer: "TOTAL;{rows}", line: "TOTAL;3", skip: 2, message: []string{"states 3 rows, but the file holds 2 rows; " +
			"line 4 above the footer looks like a row, but `dialect.skip_footer_rows: 2` of source", "if it is one, write 1 there; else export"}},
		"a line above it":     {footer: "TOTAL;{rows}", line: "-----\nTOTAL;4", skip: 2, message: []string{"the file holds 3 rows; export or copy"}},
		"a row is lacking":    {footer: "TOTAL;{rows}", line: "TOTAL;4", message: []string{"the footer on line 5 states 4 rows, but the file holds 3 rows"}},
		"a sum is wrong":      {footer: "TOTAL;{rows};{amount}", line: "TOTAL;3;1.007,26", message: []string{"states 1007.26 of amount, but the file holds 1007.25 of amount"}},
		"no footer":           {footer: "TOTAL;{rows}", line: "p4;a4;2026-03-05;1;settled", message: []string{"last line is not of the form", "`control.footer`"}},
		"no number":           {footer: "TOTAL;{rows}", line: "TOTAL;three", message: []string{`has "three" where rows should stand`}},
		"a column not mapped": {footer: "TOTAL;{amount}", line: "TOTAL;3,00", control: "monto", message: []string{"no header feeds"}},
	} {
		t.Run(name, func(t *testing.T) {
			source := totalled(test.footer)
			source.Dialect.SkipFooterRows = test.skip
			header := semicolonHeader
			if test.control != "" {
				header = strings.Replace(header, "amount", "zzz", 1)
				source.Defaults = map[string]string{"amount": "1"}
			}
			number++
			source = in.only(t, number, source)
			in.write(source.Name+"/pagos.csv", 0, append(append(append([]string{header}, rows...), test.line), test.tail...)...)
			report := in.run()
			if test.message != nil {
				wantRefusal(t, report, refusedControl, test.message...)
				in.wantRows("select reason from ops.loads where source = '"+source.Name+"'", refusedControl)
				return
			}
			if got := report.Totals; report.Count(Loaded) != 1 || got.Read != 3 || got.Rejected != 1 {
				t.Errorf("report: %+v", report)
			}
			in.wantRows("select line, reason from ops.rejected_rows where source = '"+source.Name+"'", "4|missing_required")
		})
	}
}

func TestFooterOfEveryFormat(t *testing.T) {
	header := strings.ReplaceAll(semicolonHeader, ";", ",")
	lines := []string{header, "p1,a1,2026-03-05,10.50,settled", "p2,a2,2026-03-05,x,settled", "TOTAL,2,10.50"}
	in, number := newInbox(t), 0
	for name, text := range map[string]string{
		"pagos.csv":      strings.Join(lines, "\r\n") + "\r\n",
		"pagos_mac.csv":  strings.Join(lines, "\r"),
		"pagos_end.csv":  strings.Join(lines, "\n"),
		"pagos_mark.csv": "\ufeff" + strings.Join(lines, "\n"),
		"pagos.ndjson": `{"payment_id":"p1","account_id":"a1","paid_at":"2026-03-05","amount":"10.50"}` + "\n" +
			`{"payment_id":"p2","account_id":"a2","paid_at":"2026-03-05","amount":"x"}` + "\nTOTAL,2,10.50\n",
	} {
		t.Run(name, func(t *testing.T) {
			source := lenient(Source{Name: "pagos", Entity: "payments", Path: "pagos*", Control: &Control{Footer: "TOTAL,{rows},{amount}"}})
			number++
			source = in.only(t, number, source)
			in.writeText(source.Name+"/"+name, 0, text)
			if got := in.run().Totals; got.Read != 2 || got.Rejected != 1 {
				t.Errorf("totals: got %+v", got)
			}
			in.wantRows("select figure, expected::varchar, found::varchar from ops.control_totals where source = '"+source.Name+"' order by 1",
				"amount|10.5000|10.5000", "rows|2.0000|2.0000")
		})
	}
	t.Run("sheet", func(t *testing.T) {
		book := excelize.NewFile()
		for cell, value := range map[string]any{
			"A1": "payment_id", "B1": "account_id", "C1": "paid_at", "D1": "amount",
			"A2": "p1", "B2": "a1", "C2": "2026-03-05", "D2": 10.5, "A3": "TOTAL", "B3": 1, "D3": 10.5,
		} {
			if err := book.SetCellValue("Sheet1", cell, value); err != nil {
				t.Fatal(err)
			}
		}
		in := newInbox(t, Source{Name: "pagos", Entity: "payments", Path: "*.xlsx", Control: &Control{Footer: "TOTAL;{rows};;{amount};"}})
		if err := book.SaveAs(filepath.Join(in.root, "pagos.xlsx")); err != nil {
			t.Fatal(err)
		}
		wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
		in.wantRows("select line, figure from ops.control_totals order by 2", "3|amount", "3|rows")
	})
	t.Run("document", func(t *testing.T) {
		in := newInbox(t, Source{Name: "pagos", Entity: "payments", Path: "*.json", Control: &Control{Footer: "TOTAL;{rows}"}})
		in.write("p.json", 0, `[{"payment_id":"p1","account_id":"a1","paid_at":"2026-03-05","amount":1}]`)
		wantRefusal(t, in.run(), refusedControl, "control.sidecar")
	})
}

// The totals are those of the whole file: of rows that `where:` leaves out, that were folded, and that can't be read.
func TestControlTotalsAreOfTheWholeFile(t *testing.T) {
	source := totalled("TOTAL;{rows};{amount}")
	source.Where = "status <> 'failed'"
	in := newInbox(t, source)
	in.write("pagos.csv", 0, semicolonHeader, "p1;a1;2026-03-05;10;settled", "p2;a2;2026-03-05;5;failed",
		"p1;a1;2026-03-05;10;settled", "too;few", "TOTAL;4;25")
	wantCounts(t, in.run(), Counts{Read: 3, Accepted: 1, Duplicate: 1, Rejected: 1})
	in.write("pagos_2.csv", 1, semicolonHeader, "p8;a1;2026-03-05;10;settled", "too;few", "TOTAL;2;25")
	wantRefusal(t, in.run(), refusedControl, "states 25 of amount, but the file holds 10 of amount (1 can't be read)")
	in.wantRows("select load_id, path, line, figure, expected::varchar, found::varchar from ops.control_totals order by all",
		"1|pagos.csv|6|amount|25.0000|25.0000", "1|pagos.csv|6|rows|4.0000|4.0000",
		"2|pagos_2.csv|4|amount|25.0000|10.0000", "2|pagos_2.csv|4|rows|2.0000|2.0000")
}

func TestTotalsThatTheOperatorTakes(t *testing.T) {
	source := totalled("TOTAL;{rows}")
	in := newInbox(t, source)
	in.write("pagos.csv", 0, semicolonHeader, "p1;a1;2026-03-05;10;settled", "TOTAL;2")
	in.write("pagos-rejected.csv", 1, semicolonHeader, "p2;a1;2026-03-05;10;settled")
	if report := in.run(); report.Count(Refused) != 2 {
		t.Fatalf("first run: %+v", report)
	}
	in.write("pagos-later.csv", 2, semicolonHeader, "p3;a1;2026-03-05;10;settled", "TOTAL;9")
	in.opts.AcceptTotals = []string{"pagos.csv", "pagos-rejected.csv"}
	wantRows := Counts{Read: 2, Accepted: 2}
	report := in.run()
	if report.Totals != wantRows {
		t.Errorf("second run: %+v", report)
	}
	wantRefusal(t, report, refusedControl, "pagos-later.csv: the footer on line 3 states 9 rows", "--accept-totals pagos-later.csv")
	in.wantRows("select loads.status, expected::integer, found::integer from ops.control_totals join ops.loads as loads using (load_id) "+
		"order by load_id", "refused|2|1", "loaded|2|1", "refused|9|1")
}

// What was taken once is tried again without being named again; what met its totals has to meet them still.
func TestTotalsOfAFileThatIsTriedAgain(t *testing.T) {
	in := newInbox(t, totalled("TOTAL;{rows};{amount}"))
	in.write("pagos_differs.csv", 0, semicolonHeader, "p1;a1;2026-03-05;10;settled", "p2;a1;never;10;settled", "TOTAL;9;20")
	in.write("pagos_lacks.csv", 1, semicolonHeader, "p3;a1;2026-03-05;10;settled", "p4;a1;never;10;settled")
	in.write("pagos_meets.csv", 2, semicolonHeader, "p5;a1;2026-03-05;10,5;settled", "p6;a1;never;10;settled", "TOTAL;2;20,5")
	in.opts.AcceptTotals = []string{"pagos_differs.csv", "pagos_lacks.csv"}
	if report := in.run(); report.Count(Loaded) != 3 {
		t.Fatalf("first run: %+v", report)
	}
	in.opts.AcceptTotals, in.opts.RetryRejected = nil, true
	for range 2 {
		if report := in.run(); report.Count(Loaded) != 3 {
			t.Errorf("tried again: %+v", report)
		}
	}
	in.opts.Sources[0].Dialect.DecimalSeparator, in.opts.Sources[0].Dialect.ThousandsSeparator = "", ""
	report := in.run()
	if report.Count(Loaded) != 2 {
		t.Errorf("read in another way: %+v", report)
	}
	wantRefusal(t, report, refusedControl, "pagos_meets.csv")
}

func TestFooterThatNeedNotBeThere(t *testing.T) {
	source, optional := totalled("TOTAL;{rows}"), false
	source.Control.Required = &optional
	in := newInbox(t, source)
	in.write("pagos.csv", 0, semicolonHeader, "p1;a1;2026-03-05;10;settled", "p2;a2;2026-03-05;5;settled")
	wantCounts(t, in.run(), Counts{Read: 2, Accepted: 2})
	in.write("pagos_2.csv", 1, semicolonHeader, "p3;a1;2026-03-05;10;settled", "TOTAL;1")
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
	in.wantRows("select count(*) from ops.control_totals", "1")
	in.wantTrace("payments", "p3", "p3 load 2 pagos_2.csv:2 p3;a1;2026-03-05;10;settled replaced by 0 ")
}

func TestSidecar(t *testing.T) {
	source := paymentsSource()
	source.Path = "**/pagos*" // which the sidecars fit, too
	source.Control = &Control{Sidecar: Sidecar{Name: "{file}.ctl", Text: `{"rows": {rows}, "total": {amount}}{*}`}}
	in := newInbox(t, source)
	in.write("a/pagos.csv", 0, paymentHeader, "p1,a1,2026-03-05,10.50,settled")
	in.write("a/pagos_9.csv.ctl", 0, "of a file that is still to come")
	wantRefusal(t, in.run(), refusedControl, "a/pagos.csv.ctl, is not there", "--accept-totals a/pagos.csv takes")
	again := in.run()
	if again.Count(Refused) != 1 {
		t.Fatalf("second run: %+v", again)
	}
	in.wantRows("select count(*) from ops.loads", "1") // it is not tried again in vain

	in.write("a/pagos.csv.ctl", 1, `{"rows": 1, "tot`)
	wantRefusal(t, in.run(), refusedControl, "a/pagos.csv.ctl, the control totals of a/pagos.csv: its text is not of the form")
	in.write("a/pagos.csv.ctl", 2, `{"rows": 2,`, ` "total":   10.50}`)
	wantRefusal(t, in.run(), refusedControl, "pagos.csv.ctl states 2 rows, but the file holds 1 rows")
	in.write("a/pagos.csv.ctl", 3, `{"rows": 1,`, ` "total":   10.50}`, "sha: 12")
	wantCounts(t, in.run(), Counts{Read: 1, Accepted: 1})
	in.wantRows("select load_id, path, line, figure, expected = found from ops.control_totals order by all",
		"3|a/pagos.csv.ctl|-|amount|true", "3|a/pagos.csv.ctl|-|rows|false",
		"4|a/pagos.csv.ctl|-|amount|true", "4|a/pagos.csv.ctl|-|rows|true")
	if last := in.run(); len(last.Files) != 1 || last.Count(Unchanged) != 1 {
		t.Errorf("last run: %+v", last)
	}
}

func TestIsSidecar(t *testing.T) {
	for _, test := range []struct {
		path, name, file string
		want             bool
	}{
		{"pagos*.csv*", "{file}.ctl", "pagos_1.csv.ctl", true},
		{"pagos*.csv", "{file}.ctl", "pagos_1.csv.gz.ctl", false},
		{"pagos*.csv*", "{file}.ctl", "pagos_1.csv.gz", false},
		{"pagos*.csv*", "{file}.ctl", "otros.csv.ctl", false},
		{"**/pagos*.csv", "CTL_{stem}.txt", "x/y/CTL_pagos_1.txt", true},
		{"x/pagos*.csv", "CTL_{stem}.txt", "y/CTL_pagos_1.txt", false},
		{"*.csv", "{stem}_total.csv", "pagos_total.csv", true},
		{"*.csv", "{stem}_total.csv", "pagos.csv", false},
		{"pagos*", "{stem}.ctl", "pagos_a.ctl", true},
		{"pagos*", "{stem}.ctl", "pagos_a.csv", false},
		{"pagos*.*", "{stem}.ctl", "pagos_a.ctl", true},
		{"pagos*", "{stem}.ctl", "otros_a.ctl", false},
	} {
		source := Source{Path: test.path, Control: &Control{Sidecar: Sidecar{Name: test.name}}}
		if got := source.isSidecar(test.file); got != test.want {
			t.Errorf("%s beside %s, %s: got %t, want %t", test.name, test.path, test.file, got, test.want)
		}
	}
}

func TestInvalidControl(t *testing.T) {
	for want, control := range map[string]Control{
		"says nothing":                    {},
		"it has no figure":                {Footer: "TOTAL"},
		"{monto} is no figure":            {Footer: "TOTAL;{monto}"},
		"{rows} stands there twice":       {Footer: "{rows};{rows}"},
		"more than one line":              {Footer: "a\n{rows}"},
		"write {file}":                    {Sidecar: Sidecar{Name: "totals.txt", Text: "{rows}"}},
		"is a path":                       {Sidecar: Sidecar{Name: "../{file}.ctl", Text: "{rows}"}},
		"names the export itself":         {Sidecar: Sidecar{Name: "{stem}.csv", Text: "{rows}"}},
		`control.sidecar.text "": it has`: {Sidecar: Sidecar{Name: "{file}.ctl"}},
	} {
		source := Source{Name: "pagos", Entity: "payments", Path: "pagos*.csv", Control: &control}
		if err := Validate(source); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v, want %q in it", control, err, want)
		}
	}
}

// A text finds the line that has figures in the place of its own places, whatever blanks and padding that has.
func FuzzControlText(f *testing.F) {
	f.Add("TOTAL;{rows};{amount}", uint(1))
	f.Add("{*}{rows} {amount}{*}", uint(0))
	f.Add("total:\u00a0{rows}\u2007\u0085filas", uint(3))
	f.Add(" [{rows}].*{amount};; ", uint(1))
	entity, _ := LookupEntity("payments")
	delimiters := []string{"", ";", ",", "\t", "||"}
	f.Fuzz(func(t *testing.T, text string, choice uint) {
		delimiter := delimiters[choice%uint(len(delimiters))]
		form, err := parseFooter(text, delimiter, entity)
		if err != nil {
			return
		}
		line := controlPlace.ReplaceAllStringFunc(text, func(place string) string {
			if place == "{*}" {
				return ""
			}
			return "7"
		})
		for _, padded := range []string{line, "\u00a0" + line + "\u2003", line + delimiter} {
			figures, ok := form.find(padded)
			if !ok || len(figures) != len(form.asIs.figures) {
				t.Errorf("%q in %q: got %q, %t", text, padded, figures, ok)
			}
		}
	})
}
