package demo

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// end is the last business date of most tests, a Saturday.
var end = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// small is an operation that is simulated in a moment.
var small = Options{End: end, Days: 40, Teams: 2, Collectors: 4, Accounts: 300}

func TestWriteIsDeterministic(t *testing.T) {
	first := fingerprint(t, write(t, small))
	if again := fingerprint(t, write(t, small)); !maps.Equal(again, first) {
		t.Errorf("two demos of one seed differ: %v", differing(again, first))
	}
	// The time of day of End and an explicit default seed make no difference.
	same := small
	same.Seed, same.End = 1, end.Add(15*time.Hour)
	if again := fingerprint(t, write(t, same)); !maps.Equal(again, first) {
		t.Errorf("equal options differ: %v", differing(again, first))
	}

	other := small
	other.Seed = 2
	changed := differing(fingerprint(t, write(t, other)), first)
	for _, name := range []string{"cuentas.csv", "gestores.csv", "gestiones_202611.csv", "pagos_202611.csv"} {
		if !slices.Contains(changed, "inbox/"+name) {
			t.Errorf("seeds 1 and 2 give the same %s", name)
		}
	}
}

func TestWriteTwiceIntoOneFolder(t *testing.T) {
	dir := write(t, small)
	if _, err := Write(dir, small); err != nil {
		t.Errorf("the same demo again: %v", err)
	}
}

func TestWriteRefusesToMix(t *testing.T) {
	nextDay := small
	nextDay.End = end.AddDate(0, 0, 1)
	cases := []struct {
		name    string
		spoil   func(t *testing.T, dir string)
		options Options
		want    string
	}{
		{
			name: "edited config", options: small, want: "recaudo.yaml is there with other content",
			spoil: func(t *testing.T, dir string) { writeText(t, dir, "recaudo.yaml", "timezone: UTC\n") },
		},
		{
			name: "foreign file in the inbox", options: small, want: "inbox/mine.csv is not of this demo",
			spoil: func(t *testing.T, dir string) { writeText(t, dir, "inbox/mine.csv", "a;b\n") },
		},
		{
			name: "demo of another day", options: nextDay, want: "is there with other content",
			spoil: func(*testing.T, string) {},
		},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			dir := write(t, small)
			tc.spoil(t, dir)
			before := fingerprint(t, dir)
			_, err := Write(dir, tc.options)
			if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "empty folder") {
				t.Errorf("got error %v, want one with %q and a hint", err, tc.want)
			}
			if after := fingerprint(t, dir); !maps.Equal(after, before) {
				t.Errorf("refused, and yet changed %v", differing(after, before))
			}
		})
	}
}

func TestWriteChecksOptions(t *testing.T) {
	cases := []struct {
		name    string
		options Options
		want    string
	}{
		{"no end", Options{}, "End is not set"},
		{"negative days", Options{End: end, Days: -1}, "Days is -1"},
		{"too many teams", Options{End: end, Teams: 7}, "Teams is 7"},
		{"empty team", Options{End: end, Teams: 3, Collectors: 2}, "2 collectors for 3 teams"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			_, err := Write(dir, tc.options)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got error %v, want one with %q", err, tc.want)
			}
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("wrote %v", left)
			}
		})
	}
}

func TestWriteTiniestOperation(t *testing.T) {
	write(t, Options{End: end, Days: 1, Teams: 1, Collectors: 1, Accounts: 1})
}

func TestDefaultShape(t *testing.T) {
	dir := t.TempDir()
	made, err := Write(dir, Options{End: end})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := made.Last.Sub(made.First), 89*24*time.Hour; got != want || !made.Last.Equal(end) {
		t.Errorf("got %s to %s, want 90 days up to %s", made.First, made.Last, end)
	}
	collectors := readExport(t, dir, "gestores.csv")
	accounts := readExport(t, dir, "cuentas.csv")
	interactions := readExports(t, dir, "gestiones_*")
	payments := readExports(t, dir, "pagos_*")
	promises := 0
	for _, amount := range interactions.column("valor_promesa") {
		if amount != "" {
			promises++
		}
	}
	for _, tc := range []struct {
		what      string
		got       int
		low, high int
	}{
		{"collectors", len(distinct(collectors.column("codigo"))), 24, 24},
		{"collector names", len(distinct(collectors.column("nombre"))), 24, 24},
		{"teams", len(distinct(collectors.column("equipo"))), 3, 3},
		{"accounts", len(distinct(accounts.column("credito"))), 6000, 6000},
		{"interactions", len(interactions.rows), 100_000, 130_000},
		{"agents, the robot included", len(distinct(interactions.column("gestor"))), 25, 25},
		{"payments", len(payments.rows), 3800, 5200},
		{"promises", promises, 7000, 10_000},
		{"snapshots", len(matching(t, dir, "asignacion_*")), 13, 15},
		{"compressed files", len(matching(t, dir, "*.gz")), 2, 3},
		{"reversals", len(distinct(payments.column("id_pago_reversado"))) - 1, 30, 120},
		{"statuses, an unknown one included", len(distinct(payments.column("estado"))), 5, 5},
	} {
		if tc.got < tc.low || tc.got > tc.high {
			t.Errorf("got %d %s, want %d to %d", tc.got, tc.what, tc.low, tc.high)
		}
	}
	for what, dates := range map[string][]string{
		"interactions": interactions.column("fecha"), "payments": payments.column("fecha_pago"),
	} {
		if first, last := span(t, dates); !first.Equal(made.First) || !last.Equal(end) {
			t.Errorf("%s run from %s to %s, want %s to %s", what, first, last, made.First, end)
		}
	}
	for _, file := range made.Files {
		info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(file.Path)))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.ModTime().In(bogota); got.Hour() != 23 || got.Minute() != 30 || got.After(exportTime(end)) {
			t.Errorf("%s was modified at %s, want 23:30 of a business date", file.Path, got)
		}
	}
}

func TestSomeRowsAreBroken(t *testing.T) {
	dir := write(t, Options{End: end})
	assignments := readExports(t, dir, "asignacion_*")
	interactions := readExports(t, dir, "gestiones_*")
	payments := readExports(t, dir, "pagos_*")
	count := func(of export, column, value string) int {
		found := 0
		for _, each := range of.column(column) {
			if each == value {
				found++
			}
		}
		return found
	}
	repeated := func(of export, id string) int {
		return len(of.rows) - len(distinct(of.column(id)))
	}
	for _, tc := range []struct {
		what   string
		of     export
		broken int
	}{
		{"assignments without a balance", assignments, count(assignments, "saldo_capital", "N/A")},
		{"assignments without an account", assignments, count(assignments, "credito", "")},
		{"interactions on no date", interactions, count(interactions, "fecha", "31/02/2026")},
		{"interactions without an account", interactions, count(interactions, "credito", "")},
		{"interactions with a column too many", interactions, interactions.uneven},
		{"interactions on an unknown channel", interactions, count(interactions, "canal", "Telegram")},
		{"promises for no date", interactions, count(interactions, "fecha_promesa", "por definir")},
		{"interactions sent again", interactions, repeated(interactions, "id_gestion")},
		{"payments without an amount", payments, count(payments, "valor", "N/A")},
		{"payments on no date", payments, count(payments, "fecha_pago", "31/02/2026")},
		{"payments without an account", payments, count(payments, "credito", "")},
		{"payments of an account in no list", payments, count(payments, "credito", "CR999999")},
		{"payments sent again", payments, repeated(payments, "id_pago")},
	} {
		if share := float64(tc.broken) / float64(len(tc.of.rows)); tc.broken == 0 || share > 0.03 {
			t.Errorf("got %d %s among %d rows, want a few", tc.broken, tc.what, len(tc.of.rows))
		}
	}
	for _, name := range []string{"asignacion_20261116.csv", "gestiones_202611.csv", "pagos_202611.csv"} {
		content, err := os.ReadFile(filepath.Join(dir, "inbox", name))
		if err != nil {
			t.Fatal(err)
		}
		if unix := bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")); !bytes.Contains(unix, []byte("\n\n")) {
			t.Errorf("%s has no blank line", name)
		}
	}
}

func TestActionsStateTheirCost(t *testing.T) {
	interactions := readExports(t, write(t, small), "gestiones_*")
	directions := interactions.column("sentido")
	for i, cost := range interactions.column("costo") {
		if isAction := directions[i] == "Saliente"; isAction != (cost != "") {
			t.Fatalf("interaction %d is %s and costs %q", i+1, directions[i], cost)
		}
	}
	for _, tc := range []struct {
		channel, seconds int
		want             string
	}{
		{callChannel, 60, "85,00"},
		{callChannel, 61, "170,00"}, // each minute begun
		{smsChannel, 0, "11,90"},
	} {
		if got := channels[tc.channel].cost(tc.seconds).plain(); got != tc.want {
			t.Errorf("%s of %d seconds costs %s, want %s", channels[tc.channel].word, tc.seconds, got, tc.want)
		}
	}
}

// write writes a demo into a new folder.
func write(t *testing.T, options Options) string {
	t.Helper()
	dir := t.TempDir()
	made, err := Write(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "recaudo.yaml"); made.Config != want {
		t.Errorf("got config %s, want %s", made.Config, want)
	}
	return dir
}

func writeText(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fingerprint maps every file of a folder to its content and modification time.
func fingerprint(t *testing.T, dir string) map[string]string {
	t.Helper()
	prints := map[string]string{}
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := fs.ReadFile(root, name)
		prints[name] = fmt.Sprintf("%x %d", sha256.Sum256(content), info.ModTime().UnixNano())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return prints
}

// differing lists the names whose fingerprints are not equal.
func differing(got, want map[string]string) []string {
	var names []string
	for name := range want {
		if got[name] != want[name] {
			names = append(names, name)
		}
	}
	return names
}
