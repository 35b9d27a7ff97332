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
	LastRunStatus string             `json:"last_run_status"`          // RunSucceeded, RunFailed, or interrupted
	LastSuccessAt time.Time          `json:"last_success_at,omitzero"` // when a run last ended well, UTC; zero: never
	Error         string             `json:"error,omitempty"`          // why the run failed
	StageSeconds  map[string]float64 `json:"stage_seconds"`            // by stage: ingest, transform, check, publish
	// The sizes of the files when the run ended; 0: not there, or not known.
	WarehouseBytes int64 `json:"warehouse_bytes,omitempty"`
	SnapshotBytes  int64 `json:"snapshot_bytes,omitempty"`
	// Sources says what each source of the config had in the inbox when it was last read; nil: not known.
	Sources map[string]SourceFiles `json:"sources,omitempty"`
	// NotLoaded are the first of the files in the inbox that were refused or failed then.
	NotLoaded []NotLoadedFile `json:"not_loaded,omitempty"`
}

// SourceFiles counts the files of a source that lay in the inbox.
type SourceFiles struct {
	Seen    int `json:"seen"`    // all of them
	Refused int `json:"refused"` // those of which nothing was loaded, because they are at fault
	Failed  int `json:"failed"`  // those that could not be read
}

// NotLoadedFile is a file in the inbox of which nothing is loaded.
type NotLoadedFile struct {
	Source string `json:"source"`
	Path   string `json:"path"`   // relative to the root, or the pattern of the source if that could not be listed
	Status string `json:"status"` // refused or failed
	Error  string `json:"error"`
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
