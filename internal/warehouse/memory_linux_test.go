package warehouse

import (
	"os"
	"path/filepath"
	"testing"
)

const megabyte = 1 << 20

// What DuckDB has freed stays with its allocator for a second or so: this fails where asking for it changes nothing.
func TestReturnMemory(t *testing.T) {
	statm, err := os.Open("/proc/self/statm")
	if err != nil {
		t.Skip("this system does not tell what a process holds: ", err)
	}
	defer statm.Close()
	returnMemory()
	base := residentBytes(statm)
	for range 5 {
		freeMemory(t)
		before := residentBytes(statm)
		returnMemory()
		after := residentBytes(statm)
		t.Logf("held %d MB, then %d MB, and %d MB after it was asked for", base/megabyte, before/megabyte, after/megabyte)
		if before-base < 200*megabyte {
			continue // the machine is so slow that it was given back before
		}
		if before-after < 100*megabyte {
			t.Error("what was freed is still held")
		}
		return
	}
	t.Skip("this machine is too slow to see freed memory that is held")
}

// freeMemory lets a database, which stays open, take some 300 MB and free them.
func freeMemory(t *testing.T) {
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

func TestMemoryLimit(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]int64{"2GB": 2_000_000_000, "1.18GB": 1_180_000_000, "512 MiB": 512 << 20} {
		db, err := Open(t.Context(), Options{MemoryLimit: asked})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		limit, hasLimit, err := memoryLimit(t.Context(), db.DB, Options{MemoryLimit: asked})
		if err != nil || !hasLimit || limit != want {
			t.Errorf("limit of %q: %d, %t, %v; want %d", asked, limit, hasLimit, err, want)
		}
		// The default: what DuckDB reports, to one decimal.
		reported, hasLimit, err := memoryLimit(t.Context(), db.DB, Options{})
		if err != nil || !hasLimit || reported > want || reported < want*9/10 {
			t.Errorf("reported for %q: %d, %t, %v", asked, reported, hasLimit, err)
		}
	}
}

// That memory goes down again proves no keeper: the allocator gives it back by itself a second or so later.
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
