package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// nights are the exports of two nights: testdata/nights.txtar holds the config, and under one/ and two/ what each night
// brings.
func writeNight(t *testing.T, folder, night string) {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "nights.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range archive.Files {
		name, isOfNight := strings.CutPrefix(file.Name, night+"/")
		if !isOfNight {
			continue
		}
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		// Versions go by the time of a file that names none.
		at := time.Date(2026, 4, 1, 0, i, 0, 0, time.UTC)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
}

// fastFolder is a folder in memory where the system has one: a run flushes some hundred times.
func fastFolder(t *testing.T) string {
	t.Helper()
	const memory = "/dev/shm"
	if folder, err := os.MkdirTemp(memory, "recaudo-test-"); err == nil {
		t.Cleanup(func() { _ = os.RemoveAll(folder) })
		return folder
	}
	return t.TempDir()
}

// copyFolder copies a folder with the times of its files. What is a second name of a file becomes a file of its own.
func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rest, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rest)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			return err
		}
		return os.Chtimes(target, info.ModTime(), info.ModTime())
	})
	if err != nil {
		t.Fatal(err)
	}
}

// recaudo is the program, to be run in a folder. Its words go to the Stderr of the command.
func recaudo(ctx context.Context, folder string, environment []string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "recaudo", args...)
	command.Dir = folder
	command.Env = append(os.Environ(), "TMPDIR="+filepath.Join(folder, "tmp"))
	command.Env = append(command.Env, environment...)
	return command
}

// ending is how a run ended.
type ending struct {
	code   int            // -1: by a signal
	signal syscall.Signal // that it died of
	words  string
	took   time.Duration
}

func end(t *testing.T, command *exec.Cmd) ending {
	t.Helper()
	started := time.Now()
	words, err := command.CombinedOutput()
	how := ending{words: string(words), took: time.Since(started)}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		how.code = exit.ExitCode()
		if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
			how.signal = status.Signal()
		}
	} else if err != nil {
		t.Fatal(err)
	}
	return how
}

// runNight runs a night that must end with exit code want.
func runNight(t *testing.T, folder string, want int, environment ...string) ending {
	t.Helper()
	how := end(t, recaudo(t.Context(), folder, environment, "run"))
	if how.code != want {
		t.Fatalf("exit code %d of recaudo run, want %d:\n%s", how.code, want, how.words)
	}
	return how
}

// aside are the columns that tell one undisturbed run from another: numbers of runs, and clocks. Relations without a
// column are left out: how often it was tried, and what each try brought, is the history of the runs.
var aside = map[string]string{
	"ops.runs":            "",
	"ops.model_runs":      "",
	"ops.check_results":   "",
	"ops.transform_state": "run_id",
	"ops.loads":           "started_at, finished_at",
	"ops.files":           "seen_at",
	// what the last transform had to restate
	"staging.touched_accounts":              "",
	"staging.changed_dates":                 "",
	"intermediate.contact_touched_accounts": "",
}

// numbered is the SQL of whether a column c holds, or comes from, the number of a load. A try that failed has a number,
// too, so that those of later loads are others.
const numbered = "c like '%load_id%' or c in ('load_order', 'row')"

// warehouseState is a warehouse by relation: how many rows, and a sum over their hashes.
func warehouseState(t *testing.T, path string) map[string]string {
	t.Helper()
	return stateWithout(t, path, "false")
}

// stateWithout is warehouseState without the columns c for which an SQL condition holds, and without the tries that failed.
func stateWithout(t *testing.T, path, without string) map[string]string {
	t.Helper()
	db, err := warehouse.Open(t.Context(), warehouse.Options{Path: path, ReadOnly: true, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `
		select schema_name || '.' || table_name from duckdb_tables()
		where database_name = current_database()
		union all
		select schema_name || '.' || view_name from duckdb_views()
		where database_name = current_database() and not internal`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, name := range names {
		columns, isAside := aside[name]
		switch {
		case isAside && columns == "" || name == "staging.load_order":
			continue
		case isAside:
			columns = " exclude (" + columns + ")"
		}
		if name == "ops.loads" {
			name += " where status <> 'failed'"
		}
		var text string
		err := db.QueryRowContext(t.Context(), "select count(*) || ' rows ' || coalesce(sum(hash(r::varchar)::hugeint), 0) "+
			"from (select columns(c -> not ("+without+")) from (select *"+columns+" from "+name+")) as r").Scan(&text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		found[name] = text
	}
	return found
}

// differences lists the relations in which two warehouses are not the same.
func differences(got, want map[string]string) []string {
	var names []string
	for name, text := range want {
		if got[name] != text {
			names = append(names, fmt.Sprintf("%s: got %s, want %s", name, got[name], text))
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			names = append(names, name+": not wanted")
		}
	}
	slices.Sort(names)
	return names
}

// leftovers are files that only a run in progress has.
func leftovers(t *testing.T, folder string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		for _, ending := range []string{".new", ".wal", ".tmp"} {
			if strings.HasSuffix(name, ending) {
				found = append(found, path)
			}
		}
		if strings.HasPrefix(name, "recaudo-ingest-") {
			found = append(found, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// runStatus reads what the run left for the exporter.
func statusOf(t *testing.T, folder string) (status struct {
	LastRunStatus string `json:"last_run_status"`
	Error         string `json:"error"`
}) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, "data", "published", "warehouse.duckdb.status.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &status); err != nil {
		t.Fatal(err)
	}
	return status
}

func warehouseIn(folder string) string { return filepath.Join(folder, "data", "warehouse.duckdb") }

func publishedIn(folder string) string {
	return filepath.Join(folder, "data", "published", "warehouse.duckdb")
}
