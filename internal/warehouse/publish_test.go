package warehouse

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// night returns the options to publish in folder on the nth night.
func night(folder string, n int) PublishOptions {
	return PublishOptions{
		Warehouse: filepath.Join(folder, "w.duckdb"),
		Published: filepath.Join(folder, "published", "w.duckdb"),
		Keep:      2,
		At:        time.Date(2026, 4, n, 3, 0, 0, 0, time.UTC),
	}
}

// publishNight publishes a warehouse in which n is written.
func publishNight(t *testing.T, folder string, n int) PublishOptions {
	t.Helper()
	opts := night(folder, n)
	write(t, opts.Warehouse, fmt.Sprintf("create or replace table t as select %d as night", n))
	if err := Publish(t.Context(), opts); err != nil {
		t.Fatal(err)
	}
	return opts
}

// nightIn returns the number in the snapshot at path.
func nightIn(t *testing.T, path string) int {
	t.Helper()
	db, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return scanInt(t, db, "select night from t")
}

// namesIn lists a folder.
func namesIn(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestPublishUnderAReader(t *testing.T) {
	folder := t.TempDir()
	opts := publishNight(t, folder, 1)
	reader, err := Open(t.Context(), Options{Path: opts.Published, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	// The folder into which another reader's DuckDB spills.
	if err := os.Mkdir(opts.Published+".tmp", 0o700); err != nil {
		t.Fatal(err)
	}
	publishNight(t, folder, 2)
	if got := scanInt(t, reader, "select night from t"); got != 1 {
		t.Errorf("got night %d under an open reader, want 1", got)
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	if got := nightIn(t, opts.Published); got != 2 {
		t.Errorf("got night %d in a new reader, want 2", got)
	}
}

func TestPublishKeepsTheLastReplaced(t *testing.T) {
	folder := t.TempDir()
	published := publishNight(t, folder, 1).Published
	alike := published + ".friendZ"
	if err := os.WriteFile(alike, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for n := 2; n <= 4; n++ {
		publishNight(t, folder, n)
	}
	want := []string{
		"w.duckdb", "w.duckdb.20260403T030000.000Z", "w.duckdb.20260404T030000.000Z", "w.duckdb.friendZ",
	}
	if got := namesIn(t, filepath.Dir(published)); !slices.Equal(got, want) {
		t.Errorf("got files %q, want %q", got, want)
	}
	for path, want := range map[string]int{
		published:                           4,
		published + ".20260404T030000.000Z": 3,
		published + ".20260403T030000.000Z": 2,
	} {
		if got := nightIn(t, path); got != want {
			t.Errorf("%s: got night %d, want %d", filepath.Base(path), got, want)
		}
	}

	none := night(folder, 5)
	none.Keep = 0
	if err := Publish(t.Context(), none); err != nil {
		t.Fatal(err)
	}
	want = []string{"w.duckdb", "w.duckdb.friendZ"}
	if got := namesIn(t, filepath.Dir(published)); !slices.Equal(got, want) {
		t.Errorf("got files %q with none kept, want %q", got, want)
	}
}

func TestPublishThatFailsLeavesTheOldSnapshot(t *testing.T) {
	tests := []struct {
		name   string
		damage func(opts PublishOptions) error
		want   error
		word   string
	}{
		{"no warehouse", func(opts PublishOptions) error { return os.Remove(opts.Warehouse) }, fs.ErrNotExist, "w.duckdb"},
		{"a warehouse that was not closed", func(opts PublishOptions) error {
			return os.WriteFile(opts.Warehouse+".wal", []byte("x"), 0o600)
		}, nil, "w.duckdb.wal is there"},
		{"a folder where the old snapshot's name is to be", func(opts PublishOptions) error {
			return os.MkdirAll(opts.Published+"."+opts.At.Format(keptLayout)+"/full", 0o700)
		}, nil, "keep the old snapshot"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			publishNight(t, folder, 1)
			opts := night(folder, 2)
			write(t, opts.Warehouse, "create or replace table t as select 2 as night")
			if err := test.damage(opts); err != nil {
				t.Fatal(err)
			}
			wantError(t, Publish(t.Context(), opts), test.want, "publish: ", test.word)
			if got := nightIn(t, opts.Published); got != 1 {
				t.Errorf("got night %d, want 1", got)
			}
			if names := namesIn(t, filepath.Dir(opts.Published)); slices.Contains(names, "w.duckdb.new") {
				t.Errorf("got files %q, want no temporary one", names)
			}
		})
	}
}

func TestPublishThatCannotRename(t *testing.T) {
	opts := night(t.TempDir(), 1)
	opts.Keep = 0
	write(t, opts.Warehouse, "create table t as select 1 as night")
	if err := os.MkdirAll(filepath.Join(opts.Published, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	wantError(t, Publish(t.Context(), opts), nil, "publish: ", opts.Published)
	if got, want := namesIn(t, filepath.Dir(opts.Published)), []string{"w.duckdb"}; !slices.Equal(got, want) {
		t.Errorf("got files %q, want %q", got, want)
	}
}

// A crash leaves the temporary file at any length, and before the rename also a second name of the old snapshot.
func TestPublishAfterACrash(t *testing.T) {
	for _, crash := range []string{"in the middle of the copy", "before the rename"} {
		t.Run(crash, func(t *testing.T) {
			folder := t.TempDir()
			published := publishNight(t, folder, 1).Published
			opts := night(folder, 2)
			write(t, opts.Warehouse, "create or replace table t as select 2 as night")
			if err := copyFile(t.Context(), opts.Warehouse, published+".new", func(string) {}); err != nil {
				t.Fatal(err)
			}
			if crash == "before the rename" {
				if err := keepOld(t.Context(), opts); err != nil {
					t.Fatal(err)
				}
			} else if err := os.Truncate(published+".new", 5000); err != nil {
				t.Fatal(err)
			}
			if got := nightIn(t, published); got != 1 {
				t.Errorf("got night %d after the crash, want 1", got)
			}

			publishNight(t, folder, 3)
			if got := nightIn(t, published); got != 3 {
				t.Errorf("got night %d after the next run, want 3", got)
			}
			kept, err := Kept(published)
			if err != nil {
				t.Fatal(err)
			}
			if len(kept) != 1 {
				t.Errorf("got %d kept snapshots, want the one of night 1", len(kept))
			}
			for _, snapshot := range kept {
				if got := nightIn(t, snapshot.Path); got != 1 {
					t.Errorf("%s: got night %d, want 1: a later run wrote into it", filepath.Base(snapshot.Path), got)
				}
			}
		})
	}
}

// A clock that somebody set back must not make the newest kept snapshot look the oldest.
func TestPublishWithTheClockSetBack(t *testing.T) {
	folder := t.TempDir()
	for _, n := range []int{10, 11, 12} {
		publishNight(t, folder, n)
	}
	published := publishNight(t, folder, 2).Published
	kept, err := Kept(published)
	if err != nil {
		t.Fatal(err)
	}
	var nights []int
	for _, snapshot := range kept {
		nights = append(nights, nightIn(t, snapshot.Path))
	}
	if want := []int{11, 12}; !slices.Equal(nights, want) {
		t.Errorf("kept nights %v, want %v", nights, want)
	}
}

// Somebody who stops the copy of a big warehouse finds the old snapshot, and nothing half copied.
func TestPublishThatIsStopped(t *testing.T) {
	for _, step := range []string{"copy", "flush copy"} {
		t.Run(step, func(t *testing.T) {
			folder := t.TempDir()
			publishNight(t, folder, 1)
			opts := night(folder, 2)
			write(t, opts.Warehouse, "create or replace table t as select 2 as night")
			ctx, stop := context.WithCancel(t.Context())
			opts.Reached = func(reached string) {
				if reached == step {
					stop()
				}
			}
			wantError(t, Publish(ctx, opts), context.Canceled, "publish: ")
			if got := nightIn(t, opts.Published); got != 1 {
				t.Errorf("got night %d, want 1", got)
			}
			if got, want := namesIn(t, filepath.Dir(opts.Published)), []string{"w.duckdb"}; !slices.Equal(got, want) {
				t.Errorf("got files %q, want %q", got, want)
			}
		})
	}
}
