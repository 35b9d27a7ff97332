package metrics

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestRunStatus(t *testing.T) {
	path := StatusPath(filepath.Join(t.TempDir(), "published", "warehouse.duckdb"))
	if _, err := ReadRunStatus(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadRunStatus() of a missing file = %v, want fs.ErrNotExist", err)
	}
	want := RunStatus{
		LastRunAt:     time.Date(2026, 3, 6, 7, 30, 0, 0, time.UTC),
		LastRunStatus: RunFailed,
		LastSuccessAt: time.Date(2026, 3, 5, 7, 30, 0, 0, time.UTC),
		Error:         "publish: no space left on device",
		StageSeconds:  map[string]float64{"ingest": 1.5},

		WarehouseBytes: 3 << 20,
		SnapshotBytes:  2 << 20,
		Sources:        map[string]SourceFiles{"payments": {Seen: 3, Refused: 1}},
		NotLoaded:      []NotLoadedFile{{Source: "payments", Path: "p.csv", Status: "refused", Error: "no amount"}},
	}
	if err := want.Write(path); err != nil {
		t.Fatal(err)
	}
	got, err := ReadRunStatus(path)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ReadRunStatus() = %+v, %v, want %+v", got, err, want)
	}
	left, err := filepath.Glob(path + ".*")
	if err != nil || len(left) > 0 {
		t.Errorf("Write() left %v, %v", left, err)
	}

	if err := os.WriteFile(path, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadRunStatus(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("ReadRunStatus() of half a file = %v, want an error that names it", err)
	}
}

func TestRunStatusThatCannotBeWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.status.json")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := (RunStatus{}).Write(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("Write() over a folder = %v, want an error that names it", err)
	}
	if left, err := filepath.Glob(path + ".*"); err != nil || len(left) > 0 {
		t.Errorf("Write() left %v, %v", left, err)
	}
}
