package cli

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// office is a folder with a config and exports.
type office struct {
	t      *testing.T
	folder string
	env    map[string]string
	clock  time.Time
}

const officeConfig = `timezone: America/Bogota
currency: COP
root: inbox
archive: archive
keep_snapshots: 3
leaderboard: {min_assigned_accounts: 1}
sources:
  - {name: cartera, entity: assignments, path: "cartera*.csv", max_reject_ratio: 0.5}
  - {name: gestiones, entity: interactions, path: "gestiones*.ndjson"}
  - {name: pagos, entity: payments, path: "pagos*.csv", max_reject_ratio: 0.5}
`

// The debtor to erase, his accounts, and the ids of what was done about them.
var (
	debtor     = "CC-79912345"
	hisIDs     = []string{debtor, "CR-700100", "CR-700101"}
	hisEvents  = []string{"PAY-880001", "ACT-990001"}
	officeFile = map[string]string{
		"cartera_1.csv": "account_id,collector_id,assigned_at,assigned_amount,debtor_id\n" +
			"CR-700100,C1,2026-03-01,1000,CC-79912345\nCR-700101,C1,2026-03-01,2000,CC-79912345\n" +
			"CR-700102,C1,2026-03-01,500,CC-11111111\nCR-700103,C2,2026-03-01,700,CC-22222222\n" +
			"CR-700100,C1,2026-03-01,unknown,CC-79912345\n",
		"gestiones_1.ndjson": `{"interaction_id":"ACT-990001","account_id":"CR-700100","collector_id":"C1","channel":"call","occurred_at":"2026-03-02 09:00:00","outcome":"Promesa","promised_amount":400,"promised_date":"2026-03-05"}` + "\n" +
			`{"interaction_id":"ACT-990002","account_id":"CR-700103","collector_id":"C2","channel":"call","occurred_at":"2026-03-02 10:00:00","outcome":"Promesa","promised_amount":100,"promised_date":"2026-03-06"}` + "\n",
		"pagos_1.csv": "payment_id,account_id,paid_at,amount\nPAY-880001,CR-700100,2026-03-04,400\nPAY-880002,CR-700103,2026-03-04,100\n" +
			"PAY-880003,CR-700101,never,1\n",
		// A correction, so that a replaced row holds him too.
		"pagos_2.csv": "payment_id,account_id,paid_at,amount\nPAY-880001,CR-700101,2026-03-05,450\nPAY-880002,CR-700103,2026-03-05,120\n" +
			"PAY-880009,CR-700102,2026-03-06,5\n",
	}
)

func newOffice(t *testing.T, config string) *office {
	t.Helper()
	o := &office{t: t, folder: fastFolder(t), clock: time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)}
	o.write("recaudo.yaml", config)
	return o
}

func (o *office) write(name, text string) {
	o.t.Helper()
	path := filepath.Join(o.folder, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		o.t.Fatal(err)
	}
	o.clock = o.clock.Add(time.Minute)
	if err := os.Chtimes(path, o.clock, o.clock); err != nil {
		o.t.Fatal(err)
	}
}

// recaudo runs a command and returns what it said on stdout and stderr.
func (o *office) recaudo(wantCode int, args ...string) (string, string) {
	o.t.Helper()
	var stdout, stderr bytes.Buffer
	code := Run(o.t.Context(), append([]string{"--config", filepath.Join(o.folder, "recaudo.yaml")}, args...),
		func(name string) string { return o.env[name] }, &stdout, &stderr)
	if code != wantCode {
		o.t.Fatalf("recaudo %s: got exit code %d, want %d\n%s%s", strings.Join(args, " "), code, wantCode, &stdout, &stderr)
	}
	return stdout.String(), stderr.String()
}

// holding lists the files, but for the exports, whose bytes hold one of the words, also under gzip.
func (o *office) holding(words ...string) []string {
	o.t.Helper()
	var found []string
	err := filepath.WalkDir(o.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(path, filepath.Join(o.folder, "inbox")) {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, ".gz") {
			packed, err := gzip.NewReader(bytes.NewReader(content))
			if err != nil {
				return err
			}
			if content, err = io.ReadAll(packed); err != nil {
				return err
			}
		}
		for _, word := range words {
			if bytes.Contains(content, []byte(word)) {
				found = append(found, fmt.Sprintf("%s: %s", strings.TrimPrefix(path, o.folder+"/"), word))
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return found
}

// nights runs two nights, so that there is a kept snapshot.
func (o *office) nights() {
	o.t.Helper()
	for _, name := range []string{"cartera_1.csv", "gestiones_1.ndjson", "pagos_1.csv"} {
		o.write("inbox/"+name, officeFile[name])
	}
	o.recaudo(exitDone, "run")
	o.write("inbox/pagos_2.csv", officeFile["pagos_2.csv"])
	o.recaudo(exitDone, "run")
}

// another is an office in the same state.
func (o *office) another(t *testing.T) *office {
	t.Helper()
	copied := &office{t: t, folder: fastFolder(t), clock: o.clock}
	copyFolder(t, o.folder, copied.folder)
	return copied
}

func (o *office) kept() []string {
	o.t.Helper()
	kept, err := warehouse.Kept(filepath.Join(o.folder, "data/published/warehouse.duckdb"))
	if err != nil {
		o.t.Fatal(err)
	}
	var paths []string
	for _, snapshot := range kept {
		paths = append(paths, snapshot.Path)
	}
	return paths
}

func TestErase(t *testing.T) {
	o := newOffice(t, officeConfig)
	o.nights()
	t.Run("leaves no byte", func(t *testing.T) { testEraseLeavesNoByte(t, o.another(t)) })
	t.Run("is finished after a kill", func(t *testing.T) { testEraseAfterAKill(t, o.another(t)) })
	t.Run("is lifted", func(t *testing.T) { testEraseLifted(t, o.another(t)) })
	t.Run("leaves what is another's", func(t *testing.T) { testEraseOfShared(t, o.another(t)) })
}

func testEraseLeavesNoByte(t *testing.T, o *office) {
	all := append(slices.Clone(hisIDs), hisEvents...)
	before := o.holding(all...)
	for _, file := range []string{"data/warehouse.duckdb: ", "data/published/warehouse.duckdb: ", "data/published/warehouse.duckdb.2", "archive/cartera"} {
		if !slices.ContainsFunc(before, func(found string) bool { return strings.HasPrefix(found, file) }) {
			t.Errorf("he is not in %s, so nothing is proved: %q", file, before)
		}
	}
	o.write("data/published/warehouse.duckdb.new", "half a copy with CC-79912345")
	o.write("data/warehouse.duckdb.replaced", "set aside with CC-79912345")
	leaveAsKilled(t, o)

	stdout, _ := o.recaudo(exitDone, "erase", debtor, "--dry-run")
	if stdout != "CR-700100\nCR-700101\n" {
		t.Errorf("dry run: got %q", stdout)
	}
	if after := o.holding(all...); len(after) < len(before) {
		t.Error("a dry run removed something")
	}

	_, said := o.recaudo(exitDone, "erase", debtor)
	for _, want := range []string{
		"nothing is left", "blanked his lines in", "he stands in the export " + filepath.Join(o.folder, "inbox", "cartera_1.csv"),
	} {
		if !strings.Contains(said, want) {
			t.Errorf("erase did not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, debtor) {
		t.Errorf("erase writes the debtor's id to the log:\n%s", said)
	}
	if found := o.holding(all...); len(found) > 0 {
		t.Errorf("still there: %q", found)
	}
	if !strings.Contains(said, "look at it: "+filepath.Join(o.folder, "tmp", "recaudo-query-123")) {
		t.Errorf("erase did not name what a query left: %s", said)
	}
	if got := len(o.kept()); got != 2 {
		t.Errorf("got %d kept snapshots, want 2", got)
	}

	// The others are still there, in every file, and their figures are computed.
	for _, table := range []string{"raw.assignments", "marts.account_timeline"} {
		stdout, _ = o.recaudo(exitDone, "query", "--format", "csv", "select distinct account_id from "+table+" order by 1")
		if stdout != "account_id\nCR-700102\nCR-700103\n" {
			t.Errorf("%s: got %q", table, stdout)
		}
	}
	stdout, _ = o.recaudo(exitDone, "query", "--format", "csv",
		"select collector_id, assigned_accounts, recovered_amount::int as recovered_amount from marts.leaderboard order by 1")
	if stdout != "collector_id,assigned_accounts,recovered_amount\nC1,1,5\nC2,1,120\n" {
		t.Errorf("leaderboard: got %q", stdout)
	}

	// Without the inbox, the way back leads into the blanked copies, to the same lines.
	if err := os.RemoveAll(filepath.Join(o.folder, "inbox")); err != nil {
		t.Fatal(err)
	}
	o.write("inbox/.keep", "")
	stdout, _ = o.recaudo(exitDone, "trace", "raw.assignments", "CR-700103")
	if !strings.Contains(stdout, "cartera_1.csv, line 5") {
		t.Errorf("trace: got\n%s", stdout)
	}
	stdout, _ = o.recaudo(exitDone, "trace", "raw.interactions", "ACT-990002")
	if !strings.Contains(stdout, "gestiones_1.ndjson, line 2") {
		t.Errorf("trace: got\n%s", stdout)
	}

	testErasedStaysErased(t, o)
}

// leaveAsKilled leaves what jobs on the warehouse leave that are killed in the middle: decoded exports and spilled rows.
func leaveAsKilled(t *testing.T, o *office) {
	t.Helper()
	o.write("recaudo.yaml", officeConfig+"temp_directory: tmp\n")
	temporary, file := filepath.Join(o.folder, "tmp"), filepath.Join(o.folder, "data/warehouse.duckdb")
	scratch, err := ingest.MakeScratch(temporary, file)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		filepath.Join(scratch, "decoded.csv"),
		filepath.Join(temporary, "warehouse.duckdb."+warehouse.PathHash(file)+".run.tmp", "duckdb_temp_storage_DEFAULT-0.tmp"),
		file + ".tmp/duckdb_temp_block-1.block", // before it had the folder
	} {
		o.write(strings.TrimPrefix(path, o.folder), debtor)
	}
	o.write("tmp/recaudo-query-123/result.parquet", "")
}

// testErasedStaysErased goes on where the debtor has been erased.
func testErasedStaysErased(t *testing.T, o *office) {
	comeBack := func(when string) {
		t.Helper()
		if found := o.holding(hisIDs...); len(found) > 0 {
			t.Errorf("%s: he is back in %q", when, found)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(officeFile)) { // the order in which they were exported
		text := officeFile[name]
		if strings.HasSuffix(name, ".csv") { // other bytes, so that the ledger does not know the content
			name, text = strings.Replace(name, ".csv", "_again.csv", 1), text+"\n"
		}
		o.write("inbox/"+name, text)
	}
	_, said := o.recaudo(exitDone, "run")
	comeBack("sent again")
	if !strings.Contains(said, "cartera_1_again.csv (cartera): 0 new rows, 2 known, 3 rows of erased debtors left out") {
		t.Errorf("the run does not count what it left out:\n%s", said)
	}

	// A warehouse that is lost is built anew without him.
	if err := os.Remove(filepath.Join(o.folder, "data/warehouse.duckdb")); err != nil {
		t.Fatal(err)
	}
	if stdout, _ := o.recaudo(exitFailed, "doctor"); !strings.Contains(stdout, "is gone; `recaudo restore published` brings it back") {
		t.Errorf("doctor on a lost warehouse:\n%s", stdout)
	}
	o.recaudo(exitDone, "ingest")
	comeBack("built anew")

	o.recaudo(exitDone, "restore", filepath.Base(o.kept()[0]))
	comeBack("an old snapshot restored")
	o.recaudo(exitDone, "run")
	comeBack("a night after that")
	stdout, _ := o.recaudo(exitDone, "query", "--format", "csv", "select sum(recovered_amount)::int as recovered from marts.leaderboard")
	if stdout != "recovered\n125\n" {
		t.Errorf("got %q, want what the others paid", stdout)
	}

	// Again is no error, and without the key nothing is loaded at all.
	o.recaudo(exitDone, "erase", debtor)
	if err := os.Rename(erasedKeyPath(filepath.Join(o.folder, "data/warehouse.duckdb")), filepath.Join(o.folder, "lost")); err != nil {
		t.Fatal(err)
	}
	_, said = o.recaudo(exitFailed, "run")
	if !strings.Contains(said, "put the file <warehouse>.erase-key back") || strings.Contains(said, "no source has a file") {
		t.Errorf("without the key: %s", said)
	}
	if stdout, _ := o.recaudo(exitFailed, "doctor"); !strings.Contains(stdout, "the key by which they are known is missing") {
		t.Errorf("doctor without the key:\n%s", stdout)
	}

	// With the key, but nothing that says who was erased.
	if err := os.Rename(filepath.Join(o.folder, "lost"), erasedKeyPath(filepath.Join(o.folder, "data/warehouse.duckdb"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"data/warehouse.duckdb", "data/published"} {
		if err := os.RemoveAll(filepath.Join(o.folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	if stdout, _ := o.recaudo(exitFailed, "doctor"); !strings.Contains(stdout, "opens that says which") {
		t.Errorf("doctor without snapshots:\n%s", stdout)
	}
	for range 2 { // the first leaves an empty warehouse
		if _, said := o.recaudo(exitFailed, "ingest"); !strings.Contains(said, "no snapshot that opens says which") {
			t.Errorf("without snapshots: %s", said)
		}
	}
}

func testEraseAfterAKill(t *testing.T, o *office) {
	for _, step := range []string{"rewrite warehouse", "transform state", "rewrite snapshot"} {
		how := end(t, recaudo(t.Context(), o.folder, []string{faultEnv + "=kill@1@" + step}, "erase", debtor))
		if how.signal != syscall.SIGKILL {
			t.Fatalf("%s: the erase was not killed: %s", step, how.words)
		}
	}
	if found := o.holding(hisIDs...); len(found) == 0 {
		t.Error("nothing was left to do")
	}
	o.recaudo(exitDone, "erase", debtor)
	if found := o.holding(hisIDs...); len(found) > 0 {
		t.Errorf("still there: %q", found)
	}
	stdout, _ := o.recaudo(exitDone, "query", "--format", "csv", "select sum(recovered_amount)::int as recovered from marts.leaderboard")
	if stdout != "recovered\n125\n" {
		t.Errorf("published: got %q, want what the others paid", stdout)
	}
}

func testEraseOfShared(t *testing.T, o *office) {
	o.write("inbox/cartera_2.csv", "account_id,collector_id,assigned_at,assigned_amount,debtor_id\n"+
		"CR-700101,C2,2026-03-10,900,CC-33333333\n")
	o.recaudo(exitDone, "run")
	if _, said := o.recaudo(exitFailed, "erase", "CC-nobody"); !strings.Contains(said, "no row states this debtor") {
		t.Errorf("unknown: %s", said)
	}
	o.recaudo(exitUsage, "erase")
	if _, said := o.recaudo(exitDone, "erase", debtor); !strings.Contains(said, "account CR-700101 is left: it is stated for another debtor too") {
		t.Errorf("shared: %s", said)
	}
	if found := o.holding(debtor, "CR-700100"); len(found) > 0 {
		t.Errorf("still there: %q", found)
	}
	stdout, _ := o.recaudo(exitDone, "query", "--format", "csv", "select account_id, debtor_id from raw.assignments where account_id = 'CR-700101'")
	if stdout != "account_id,debtor_id\nCR-700101,CC-33333333\n" {
		t.Errorf("got %q", stdout)
	}
	o.recaudo(exitDone, "erase", "--account", "CR-700101")
	if found := o.holding("CR-700101"); len(found) > 0 {
		t.Errorf("still there: %q", found)
	}
}
