package metrics

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// The outcomes of a run, as in ops.runs.
const (
	RunSucceeded = "succeeded"
	RunFailed    = "failed"
)

// runStages are the stages of a run that have a duration.
var runStages = []string{"ingest", "transform", "check", "publish"}

// RunStatus says how the latest run went. It lies in a small file beside the published snapshot, because a run that
// fails publishes nothing and would otherwise leave no trace where the exporter looks.
type RunStatus struct {
	LastRunAt     time.Time          `json:"last_run_at"`              // when the run ended, UTC
	LastRunStatus string             `json:"last_run_status"`          // RunSucceeded or RunFailed
	LastSuccessAt time.Time          `json:"last_success_at,omitzero"` // when a run last ended well, UTC; zero: never
	Error         string             `json:"error,omitempty"`          // why the run failed
	StageSeconds  map[string]float64 `json:"stage_seconds"`            // by stage: ingest, transform, check, publish
	// The sizes of the files when the run ended; 0: not there, or not known.
	WarehouseBytes int64 `json:"warehouse_bytes,omitempty"`
	SnapshotBytes  int64 `json:"snapshot_bytes,omitempty"`
}

// StatusPath returns where the status of the runs behind a published snapshot lies.
func StatusPath(published string) string { return published + ".status.json" }

// Write replaces the file at path at once, so that a reader never sees half of it. A failed run must carry the
// LastSuccessAt of the status before it.
func (s RunStatus) Write(path string) error {
	content, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("write run status: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("write run status: %w", err)
	}
	temporary := path + ".tmp"
	if err := os.WriteFile(temporary, append(content, '\n'), 0o644); err != nil {
		return fmt.Errorf("write run status: %w", err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("write run status: %w", errors.Join(err, os.Remove(temporary)))
	}
	return nil
}

// ReadRunStatus reads what Write wrote. errors.Is(err, fs.ErrNotExist) holds if no run has ended yet.
func ReadRunStatus(path string) (RunStatus, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return RunStatus{}, fmt.Errorf("read run status: %w", err)
	}
	var status RunStatus
	if err := json.Unmarshal(content, &status); err != nil {
		return RunStatus{}, fmt.Errorf("read run status %s: %w; the next run writes it anew", path, err)
	}
	return status, nil
}
