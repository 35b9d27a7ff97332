package warehouse

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

// LockState is who holds the lock of a warehouse, for somebody who only looks.
type LockState struct {
	IsHeld    bool
	Command   string    // of the one who signed last; "" if he gave the lock back, or has not signed yet
	StartedAt time.Time // UTC
	PID       int
	Host      string
}

// ReadLock tells who holds the lock of the warehouse file at path. A signature without a lock is that of a process that was
// killed: its lock went with it. For the instant of the look nobody else can take the lock for writing.
func ReadLock(path string) (state LockState, err error) {
	lockPath := path + ".lock"
	content, err := os.ReadFile(lockPath)
	if errors.Is(err, fs.ErrNotExist) {
		return LockState{}, nil
	}
	if err != nil {
		return LockState{}, fmt.Errorf("read lock: %w", err)
	}
	var by holder
	if json.Unmarshal(content, &by) == nil {
		state = LockState{Command: by.Command, StartedAt: by.StartedAt, PID: by.PID, Host: by.Host}
	}
	// Not to be created, nor written, by whoever may only look.
	file := flock.New(lockPath, flock.SetFlag(os.O_RDONLY))
	isFree, err := file.TryRLock()
	if err != nil {
		return LockState{}, fmt.Errorf("read lock: %w", err)
	}
	state.IsHeld = !isFree
	if isFree {
		err = file.Unlock()
	}
	return state, err
}
