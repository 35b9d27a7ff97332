package warehouse

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// spilling is a query that does not fit into 60 MB.
const spilling = "create temp table much as select range as n, md5(range::varchar) || repeat('x', 80) as word from range(1200000)"

func names(t *testing.T, folder string) (found []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	return found
}

// A database in memory and a reader spill into folders of their own, which are gone when they close. Nothing appears in
// the folder in which somebody happens to work.
func TestSpill(t *testing.T) {
	here, temporary, folder := t.TempDir(), filepath.Join(t.TempDir(), "not", "there"), t.TempDir()
	t.Chdir(here)
	path := filepath.Join(folder, "w.duckdb")
	write(t, path, "create table t as select 7 as night")
	for _, tt := range []struct {
		name  string
		opts  Options
		place string
		like  string
	}{
		{"memory", Options{TempDirectory: temporary}, temporary, "recaudo."},
		{"reader", Options{Path: path, ReadOnly: true}, folder, "w.duckdb."},
		{"reader of a config", Options{Path: path, ReadOnly: true, TempDirectory: temporary}, temporary, "w.duckdb."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.opts.MemoryLimit, tt.opts.Threads = "60MB", 1
			db, err := Open(t.Context(), tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.ExecContext(t.Context(), spilling); err != nil {
				t.Fatal(err)
			}
			isSpill := func(name string) bool { return strings.HasPrefix(name, tt.like) && strings.HasSuffix(name, ".tmp") }
			if found := names(t, tt.place); !slices.ContainsFunc(found, isSpill) {
				t.Errorf("got %q while it spills", found)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if found := names(t, tt.place); slices.ContainsFunc(found, isSpill) {
				t.Errorf("got %q afterwards", found)
			}
		})
	}
	if found := names(t, here); len(found) > 0 {
		t.Errorf("got %q in the working folder", found)
	}
}

// Two warehouses of the same name that share a folder to spill in don't share the files: DuckDB would read the blocks of
// the other.
func TestWarehousesThatSpillIntoOneFolder(t *testing.T) {
	shared := filepath.Join(t.TempDir(), "not", "there")
	var folders []string
	for range 2 {
		path := filepath.Join(t.TempDir(), "w.duckdb")
		db, err := Open(t.Context(), Options{Path: path, TempDirectory: shared, MemoryLimit: "60MB", Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.ExecContext(t.Context(), spilling); err != nil {
			t.Fatal(err)
		}
		if found := names(t, shared); len(found) != len(folders)+1 || !slices.Contains(found, "w.duckdb."+PathHash(path)+".run.tmp") {
			t.Fatalf("got %q while %s spills", found, path)
		}
		folders = append(folders, path)
	}
	if err := RemoveSpilled(folders[0], shared); err != nil {
		t.Fatal(err)
	}
	if found := names(t, shared); !slices.Equal(found, []string{"w.duckdb." + PathHash(folders[1]) + ".run.tmp"}) {
		t.Errorf("got %q when the first is removed", found)
	}
}

func TestPathHash(t *testing.T) {
	folder := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(folder, link); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "w.duckdb") // not there yet
	t.Chdir(folder)
	for _, same := range []string{"w.duckdb", filepath.Join(link, "w.duckdb")} {
		if PathHash(same) != PathHash(path) {
			t.Errorf("%s and %s are one file", same, path)
		}
	}
	if PathHash(path) == PathHash(path+"2") || PathHash("") == PathHash(".") {
		t.Error("two files, one hash")
	}
}

// What a killed reader has spilled is removed after a day, or at once when somebody must not be found in it.
func TestSpilledOfTheKilled(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "w.duckdb")
	write(t, path, "create table t as select 7 as night")
	old, young, others := "w.duckdb.0123456789ab.tmp", "w.duckdb.20260301T000000.000Z.ba9876543210.tmp",
		[]string{"w.duckdb", "w.duckdb.tmp", "w.duckdb.0123.tmp", "x.duckdb.0123456789ab.tmp"}
	for _, name := range append([]string{old, young}, others[1:]...) {
		if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name, "duckdb_temp_block-1.block"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if name != young {
			for _, path := range []string{filepath.Join(name, "duckdb_temp_block-1.block"), name} {
				at := time.Now().Add(-25 * time.Hour)
				if err := os.Chtimes(filepath.Join(folder, path), at, at); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	db, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got, want := names(t, folder), slices.Sorted(slices.Values(append(others, young))); !slices.Equal(got, want) {
		t.Errorf("after a look: got %q, want %q", got, want)
	}
	if err := RemoveSpilled(path, ""); err != nil {
		t.Fatal(err)
	}
	others = slices.DeleteFunc(others, func(name string) bool { return name == "w.duckdb.tmp" }) // of a run
	if got, want := names(t, folder), slices.Sorted(slices.Values(others)); !slices.Equal(got, want) {
		t.Errorf("after an erase: got %q, want %q", got, want)
	}
}
