package metrics

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// damage spoils a file between two shares of its length.
func damage(t *testing.T, path string, from, to float64) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := int(float64(len(content)) * from); i < int(float64(len(content))*to); i += 97 {
		content[i] ^= 0xff
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func truncate(t *testing.T, path string, share float64) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, int64(float64(info.Size())*share)); err != nil {
		t.Fatal(err)
	}
}

// Whatever replaces the snapshot, the last good one is served whole until there is another good one, and the exporter
// says why.
func TestLastGoodSnapshotStays(t *testing.T) {
	f := newFixture(t, definitions(t))
	f.Refresh(t.Context())
	families := f.current().snapshot.exposition.count
	for _, tt := range []struct {
		name   string
		spoil  func(path string)
		reason string // in the log
	}{
		{"vanished", func(path string) { _ = os.Remove(path) }, "there is no snapshot"},
		{"newer", func(path string) { writeSnapshot(t, path, "update ops.contract_version set version = 99") }, "newer Recaudo"},
		{"empty", func(path string) { truncate(t, path, 0) }, "no DuckDB file"},
		{"header only", func(path string) { truncate(t, path, 0.01) }, "read snapshot"},
		{"half", func(path string) { truncate(t, path, 0.5) }, "read snapshot"},
		{"damaged throughout", func(path string) { damage(t, path, 0, 1) }, "read snapshot"},
		{"damaged directory", func(path string) { damage(t, path, 0.002, 0.03) }, "read snapshot"},
		{"damaged rows", func(path string) { damage(t, path, 0.04, 0.9) }, "read snapshot"},
		{"damaged catalog", func(path string) { damage(t, path, 0.6, 1) }, "read snapshot"},
		{"a folder", func(path string) { _ = os.Remove(path); _ = os.Mkdir(path, 0o755) }, "read snapshot"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			next := filepath.Join(t.TempDir(), "next.duckdb")
			writeSnapshot(t, next)
			if err := errors.Join(os.RemoveAll(f.path), os.Rename(next, f.path)); err != nil {
				t.Fatal(err)
			}
			f.Refresh(t.Context())
			f.log.Reset()
			tt.spoil(f.path)
			f.Refresh(t.Context())
			t.Logf("%s", f.log)
			if got := f.current().snapshot.exposition.count; got != families {
				t.Errorf("got %d families, want the %d of the last good snapshot", got, families)
			}
			wantInMetrics(t, f, "recaudo_snapshot_load_success 0\n", "recaudo_snapshot_loaded 1\n", `recaudo_metric_success{metric="leaderboard"} 1`)
			if !strings.Contains(f.log.String(), tt.reason) {
				t.Errorf("the log lacks %q: %s", tt.reason, f.log)
			}
		})
	}
	_ = os.RemoveAll(f.path)
	writeSnapshot(t, f.path)
	f.Refresh(t.Context())
	wantInMetrics(t, f, "recaudo_snapshot_load_success 1\n")
}

// An exporter that starts while snapshots are renamed finds one of them whole.
func TestStartDuringRenames(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "published.duckdb")
	var all []string
	for _, statement := range []string{"select 1", "update marts.leaderboard set rank_by_amount = 7"} {
		all = append(all, filepath.Join(folder, statement[:6]+".duckdb"))
		writeSnapshot(t, all[len(all)-1], statement)
	}
	renames, stop, stopped := 0, make(chan struct{}), make(chan error, 1)
	begun := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			temporary := path + ".new"
			if err := os.Link(all[renames%2], temporary); err != nil {
				stopped <- err
				return
			}
			if err := os.Rename(temporary, path); err != nil {
				stopped <- err
				return
			}
			if renames++; renames == 1 {
				close(begun)
			}
		}
	}()
	<-begun
	for range 15 {
		f := fixtureOn(path, nil)
		f.Refresh(t.Context())
		if f.current().snapshot == nil {
			t.Errorf("no snapshot: %s", f.log)
		}
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	t.Logf("%d renames", renames)
}
