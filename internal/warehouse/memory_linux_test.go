package warehouse

import (
	"os"
	"path/filepath"
	"testing"
)

const megabyte = 1 << 20

// What DuckDB has freed stays with its allocator for as long as nobody asks: this fails where asking changes nothing.
func TestReturnMemory(t *testing.T) {
	statm := openStatm(t)
	holdFreedMemory(t)
	before := residentBytes(statm)
	returnMemory()
	after := residentBytes(statm)
	t.Logf("held %d MB before, %d MB after", before/megabyte, after/megabyte)
	if before-after < 100*megabyte {
		t.Errorf("gave %d MB of 300 back", (before-after)/megabyte)
	}
}

// That memory goes down again proves no keeper: the allocator gives it back by itself some seconds later.
func TestWriterHasKeeper(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "warehouse.duckdb")
	for _, opts := range []Options{{Path: path}, {Path: path, ReadOnly: true}} {
		db, err := Open(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		if hasKeeper := db.stopKeeper != nil; hasKeeper == opts.ReadOnly {
			t.Errorf("open with ReadOnly %t: a keeper: %t", opts.ReadOnly, hasKeeper)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func openStatm(t *testing.T) *os.File {
	t.Helper()
	statm, err := os.Open("/proc/self/statm")
	if err != nil {
		t.Skip("this system does not tell what a process holds: ", err)
	}
	t.Cleanup(func() { _ = statm.Close() })
	return statm
}

// holdFreedMemory lets a database take some 300 MB and free them. It stays open, with a limit that it is far from.
func holdFreedMemory(t *testing.T) {
	t.Helper()
	db, err := Open(t.Context(), Options{MemoryLimit: "8GB"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	// Hashes do not compress.
	for _, statement := range []string{
		"create table numbers as select hash(range) as number from range(40_000_000)", "drop table numbers",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}
