package warehouse

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// Holder says who holds the lock of a warehouse.
type Holder struct {
	PID       int       `json:"pid"`
	Host      string    `json:"host"`
	Command   string    `json:"command"`
	StartedAt time.Time `json:"started_at"`
}

// Lock is the right to write a warehouse. The operating system gives it back when the process ends, however it ends,
// so a lock left by a kill is never stale.
type Lock struct {
	file *flock.Flock
}

// LockError says who holds the lock; errors.Is finds ErrLocked in it.
type LockError struct {
	Path   string
	Holder Holder
}

func (e *LockError) Error() string {
	if e.Holder.PID == 0 {
		return fmt.Sprintf("%v: %s", ErrLocked, e.Path)
	}
	return fmt.Sprintf("%v: process %d on %s runs `recaudo %s` since %s; wait for it to end",
		ErrLocked, e.Holder.PID, e.Holder.Host, e.Holder.Command, e.Holder.StartedAt.Format(time.RFC3339))
}

// Unwrap makes errors.Is(err, ErrLocked) true.
func (e *LockError) Unwrap() error { return ErrLocked }

// AcquireLock takes the lock of the warehouse file at path for command, or returns a *LockError at once if another
// process has it. Release it with Release.
func AcquireLock(path, command string, now time.Time) (*Lock, error) {
	lockPath := path + ".lock"
	if err := os.MkdirAll(filepath.Dir(lockPath), 0o755); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	file := flock.New(lockPath)
	locked, err := file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if !locked {
		return nil, &LockError{Path: lockPath, Holder: readHolder(lockPath)}
	}
	host, _ := os.Hostname() // an unknown host is an empty word in a message
	content, err := json.Marshal(Holder{PID: os.Getpid(), Host: host, Command: command, StartedAt: now.UTC()})
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	if err := os.WriteFile(lockPath, content, 0o644); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return &Lock{file: file}, nil
}

// Release gives the lock back. The file stays: removing it would let two processes lock two files of one name.
func (l *Lock) Release() error {
	return l.file.Unlock()
}

func readHolder(path string) Holder {
	var holder Holder
	content, err := os.ReadFile(path)
	if err == nil {
		_ = json.Unmarshal(content, &holder) // half-written: the holder is just starting
	}
	return holder
}
