package warehouse

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// holder says who holds the lock of a warehouse.
type holder struct {
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

// AcquireLock takes the lock of the warehouse file at path for command. If another process has it, it returns at once
// with ErrLocked and the words who that is. Release it with Release.
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
		return nil, lockedError(lockPath)
	}
	if err := sign(lockPath, command, now); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, errors.Join(err, file.Unlock()))
	}
	return &Lock{file: file}, nil
}

// sign writes into the lock file who holds it.
func sign(lockPath, command string, now time.Time) error {
	host, _ := os.Hostname() // an unknown host is an empty word in a message
	content, err := json.Marshal(holder{PID: os.Getpid(), Host: host, Command: command, StartedAt: now.UTC()})
	if err != nil {
		return err
	}
	return os.WriteFile(lockPath, content, 0o644)
}

// Release gives the lock back. The file stays: removing it would let two processes lock two files of one name. It is
// emptied, so that nobody takes this process for the next holder before that one has signed.
func (l *Lock) Release() error {
	if err := errors.Join(os.Truncate(l.file.Path(), 0), l.file.Unlock()); err != nil {
		return fmt.Errorf("release lock: %w", err)
	}
	return nil
}

// lockedError says who holds the lock; errors.Is finds ErrLocked in it.
func lockedError(lockPath string) error {
	var by holder
	content, err := os.ReadFile(lockPath)
	if err != nil || json.Unmarshal(content, &by) != nil {
		return fmt.Errorf("%w: %s; wait for it to end", ErrLocked, lockPath) // the holder has not signed yet
	}
	return fmt.Errorf("%w: process %d on %s runs `recaudo %s` since %s; wait for it to end",
		ErrLocked, by.PID, by.Host, by.Command, by.StartedAt.Format(time.RFC3339))
}
