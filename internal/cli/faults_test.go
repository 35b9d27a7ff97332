package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// secondNight writes two nights and runs the first of them. It returns also the state of a machine that ran both.
func secondNight(t *testing.T) (base string, before, want map[string]string) {
	base, before, undisturbed := twoNights(t)
	return base, before, warehouseState(t, warehouseIn(undisturbed))
}

// twoNights is secondNight with the folder of the machine that ran both.
func twoNights(t *testing.T) (base string, before map[string]string, undisturbed string) {
	t.Helper()
	base = fastFolder(t)
	writeNight(t, base, "one")
	runNight(t, base, 0)
	before = warehouseState(t, publishedIn(base))
	writeNight(t, base, "two")
	undisturbed = fastFolder(t)
	copyFolder(t, base, undisturbed)
	runNight(t, undisturbed, 1)
	return base, before, undisturbed
}

// wantPublished fails the test if what is published is not one of the states.
func wantPublished(t *testing.T, folder string, states ...map[string]string) {
	t.Helper()
	seen := warehouseState(t, publishedIn(folder))
	if !slices.ContainsFunc(states, func(state map[string]string) bool { return len(differences(seen, state)) == 0 }) {
		t.Errorf("published is another state:\n%s", strings.Join(differences(seen, states[0]), "\n"))
	}
}

// wantConvergedButNumbers is wantConverged for a night in which a file failed, which takes a number in the ledger.
func wantConvergedButNumbers(t *testing.T, folder string, want map[string]string) {
	t.Helper()
	runNight(t, folder, 1)
	for _, path := range []string{warehouseIn(folder), publishedIn(folder)} {
		if found := differences(stateWithout(t, path, numbered), want); len(found) > 0 {
			t.Errorf("%s differs from the undisturbed one:\n%s", path, strings.Join(found, "\n"))
		}
	}
	if left := leftovers(t, folder); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// wantConverged runs the night again, undisturbed, and compares.
func wantConverged(t *testing.T, folder string, want map[string]string) {
	t.Helper()
	runNight(t, folder, 1)
	for _, path := range []string{warehouseIn(folder), publishedIn(folder)} {
		if found := differences(warehouseState(t, path), want); len(found) > 0 {
			t.Errorf("%s differs from the undisturbed one:\n%s", path, strings.Join(found, "\n"))
		}
	}
	if left := leftovers(t, folder); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// A run that somebody stops ends within two seconds, says so, leaves the published snapshot, and the next run ends it.
func TestStoppedRun(t *testing.T) {
	base, before, want := secondNight(t)
	for _, step := range []string{
		"hash", "stage", "archive", "merge", "commit of a file", "model marts.leaderboard", "window", "check", "checkpoint",
		"copy", "flush copy", "rename", "flush folder",
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			folder := fastFolder(t)
			copyFolder(t, base, folder)
			log := filepath.Join(t.TempDir(), "steps")
			how := runNight(t, folder, 1, fmt.Sprintf("%s=stop@1@%s", faultEnv, step), stepsEnv+"="+log)
			info, err := os.Stat(log)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("the run ended %v after its last step, %v in all", time.Since(info.ModTime()).Round(time.Millisecond), how.took)
			isDone := step == "rename" || step == "flush folder" // too late to stop what is published by now
			if !isDone && !strings.Contains(how.words, "interrupted; what was loaded stays loaded") {
				t.Errorf("got:\n%s", how.words)
			}
			if !isDone {
				wantPublished(t, folder, before)
				if status := statusOf(t, folder); status.LastRunStatus != "interrupted" {
					t.Errorf("the exporter is told %+v, want an interrupted run", status)
				}
			}
			wantConverged(t, folder, want)
		})
	}
}

// A disk that is full from some step on: the run fails and says why, the published snapshot stays, and once there is
// room the next run ends it. No file may grow instead, which to a program is the same error of a write.
func TestFullDisk(t *testing.T) {
	base, before, undisturbed := twoNights(t)
	want := stateWithout(t, warehouseIn(undisturbed), numbered)
	for _, step := range []string{
		"start of the run", "stage", "archive", "merge", "commit of a file", "model marts.leaderboard", "check results",
		"checkpoint", "close", "copy",
	} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			folder := fastFolder(t)
			copyFolder(t, base, folder)
			how := runNight(t, folder, 1, fmt.Sprintf("%s=full@1@%s", faultEnv, step))
			t.Logf("%s", how.words)
			if !strings.Contains(strings.ToLower(how.words), "file too large") {
				t.Errorf("it does not say what is wrong:\n%s", how.words)
			}
			wantPublished(t, folder, before)
			wantConvergedButNumbers(t, folder, want)
		})
	}
}

// writePayments writes a file of that many payments.
func writePayments(t *testing.T, folder string, count int) {
	t.Helper()
	var text strings.Builder
	text.WriteString("payment_id,account_id,paid_at,amount,status\n")
	for i := range count {
		fmt.Fprintf(&text, "B%d,A%d,2026-03-0%d,%d.50,settled\n", i, 1+i%4, 2+i%3, 1+i%700)
	}
	if err := os.WriteFile(filepath.Join(folder, "inbox", "payments_big.csv"), []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Folders that may not be written: each is named, nothing else happens.
func TestReadOnlyFolders(t *testing.T) {
	base, before, undisturbed := twoNights(t)
	want := stateWithout(t, warehouseIn(undisturbed), numbered)
	for _, test := range []struct{ folder, word string }{
		{"data", "data/warehouse.duckdb"},
		{"data/published", "data/published/warehouse.duckdb"},
		{"archive/payments", "make room at `archive:`"},
		{"inbox", ""}, // nothing is written there
	} {
		t.Run(test.folder, func(t *testing.T) {
			t.Parallel()
			folder := fastFolder(t)
			copyFolder(t, base, folder)
			environment := asUser(t, folder)
			closed := filepath.Join(folder, filepath.FromSlash(test.folder))
			if err := os.Chmod(closed, 0o555); err != nil {
				t.Fatal(err)
			}
			if test.folder == "data" {
				// The lock lies there, and a file that is there can be written in a folder that is closed.
				for _, name := range []string{"warehouse.duckdb", "warehouse.duckdb.lock"} {
					if err := os.Chmod(filepath.Join(closed, name), 0o444); err != nil {
						t.Fatal(err)
					}
				}
			}
			how := runNight(t, folder, 1, environment...)
			t.Logf("%s", how.words)
			if test.word != "" && (!strings.Contains(how.words, test.word) || !strings.Contains(how.words, "ermission denied")) {
				t.Errorf("it does not say what is wrong:\n%s", how.words)
			}
			if test.word != "" && test.folder != "archive/payments" {
				wantPublished(t, folder, before)
			}
			if err := filepath.WalkDir(filepath.Join(folder, "data"), func(path string, _ fs.DirEntry, err error) error {
				return os.Chmod(path, 0o755)
			}); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(closed, 0o755); err != nil {
				t.Fatal(err)
			}
			wantConvergedButNumbers(t, folder, want)
		})
	}
}

// asUser gives the folder away if the test runs as root, to whom no folder is read-only, and returns the environment
// under which recaudo runs as its new owner.
func asUser(t *testing.T, folder string) []string {
	t.Helper()
	if runtime.GOOS == "windows" || os.Getuid() != 0 {
		return nil
	}
	const nobody = 65534
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
	return []string{fmt.Sprintf("%s=%d", userEnv, nobody)}
}

// Two runs at once: one runs, the other says who does and ends with exit code 3. What a killed run leaves of its lock
// stops nobody.
func TestTwoRunsAtOnce(t *testing.T) {
	base, _, want := secondNight(t)
	copied := fastFolder(t)
	copyFolder(t, base, copied)
	codes := make(chan ending, 2)
	for range 2 {
		go func() { codes <- end(t, recaudo(t.Context(), copied, nil, "run")) }()
	}
	first, second := <-codes, <-codes
	got := []int{first.code, second.code}
	slices.Sort(got)
	if !slices.Equal(got, []int{1, 3}) {
		t.Errorf("got exit codes %v, want 1 for the refused file and 3 for the lock:\n%s\n%s", got, first.words, second.words)
	}
	if !strings.Contains(first.words+second.words, "another run holds the lock: process ") {
		t.Errorf("got:\n%s\n%s", first.words, second.words)
	}
	if found := differences(warehouseState(t, publishedIn(copied)), want); len(found) > 0 {
		t.Errorf("differs from the undisturbed one:\n%s", strings.Join(found, "\n"))
	}
}

// A clock that was set back takes no day off the boards, and the newest snapshot stays the newest.
func TestClockSetBack(t *testing.T) {
	folder := fastFolder(t)
	writeNight(t, folder, "one")
	runNight(t, folder, 0)
	writeNight(t, folder, "two")
	undisturbed := fastFolder(t)
	copyFolder(t, folder, undisturbed)
	runNight(t, undisturbed, 1)
	how := runNight(t, folder, 1, clockEnv+"=-87600h")
	if !strings.Contains(how.words, "warning: the clock of this machine says ") ||
		!strings.Contains(how.words, "boards as of 2026-03-04") {
		t.Errorf("got:\n%s", how.words)
	}
	if found := differences(warehouseState(t, publishedIn(folder)), warehouseState(t, publishedIn(undisturbed))); len(found) > 0 {
		t.Errorf("differs from the one of a right clock:\n%s", strings.Join(found, "\n"))
	}
	// A third night with a right clock again.
	writePayments(t, folder, 10)
	if how := runNight(t, folder, 1); strings.Contains(how.words, "the clock of this machine") {
		t.Errorf("got:\n%s", how.words)
	}
}
