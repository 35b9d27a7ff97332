package transform

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// A model that may not spill as much as it needs fails and says so; the table that was there stays, and with more room
// the next run replaces it.
func TestModelThatMayNotSpill(t *testing.T) {
	opts := warehouse.Options{
		Path: filepath.Join(t.TempDir(), "w.duckdb"), MemoryLimit: "80MB", Threads: 1, MaxTempSize: "1MB",
	}
	run := func(rows string) error {
		db, err := warehouse.Open(t.Context(), opts)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Prepare(t.Context(), testFiles(t, nil)); err != nil {
			t.Fatal(err)
		}
		project := testProject(t, map[string]string{"marts/sorted.sql": "-- description: one row per number\n" +
			"-- materialized: table\n\nselect md5(n::varchar) as word from range(" + rows + ") as r(n) order by word"})
		_, err = project.Run(t.Context(), db, options())
		return err
	}
	if err := run("10"); err != nil {
		t.Fatal(err)
	}
	err := run("3000000")
	if err == nil || !strings.Contains(err.Error(), "max_temp_directory_size") {
		t.Errorf("got error %v, want one that names the limit", err)
	}
	if count := countSorted(t, opts); count != 10 {
		t.Errorf("got %d rows after the failure, want the 10 that were there", count)
	}
	opts.MaxTempSize = ""
	if err := run("3000000"); err != nil {
		t.Errorf("got error %v with room to spill", err)
	}
	if count := countSorted(t, opts); count != 3000000 {
		t.Errorf("got %d rows, want 3000000", count)
	}
}

func countSorted(t *testing.T, opts warehouse.Options) (count int) {
	t.Helper()
	db, err := warehouse.Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), "select count(*) from marts.sorted").Scan(&count); err != nil {
		t.Fatal(err)
	}
	return count
}
