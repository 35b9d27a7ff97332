package warehouse

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// DuckDB spills into files of fixed names, so two processes that spill into one folder read each other's blocks, or
// crash. So each warehouse has a folder of its own, and the one process that may write it spills there. Readers, and
// databases in memory, get one each. DuckDB makes a folder when it needs it and removes it when it closes.

// spillEnding is the end of such a folder's name.
const spillEnding = ".tmp"

// writerEnding is that of a writer's in a folder that is shared. What readers leave is removed by its age, and a run may
// last longer than it goes without spilling.
const writerEnding = ".run" + spillEnding

// memoryName is how the spilled rows of a database in memory are called, in the place of a file's name.
const memoryName = "recaudo"

// maxSpillAge is how long the spilled rows of a process that was killed may lie about. None that lives leaves its own
// untouched that long.
const maxSpillAge = 24 * time.Hour

const tokenBytes = 6

// processToken tells the folders of this process from those of others, on other machines too.
var processToken = sync.OnceValue(randomToken)

func randomToken() string {
	random := make([]byte, tokenBytes)
	_, _ = rand.Read(random) // never fails
	return hex.EncodeToString(random)
}

// spillFolder is where the queries of a database spill.
func (opts Options) spillFolder() string {
	switch {
	case opts.Path == "":
		return filepath.Join(cmp.Or(opts.TempDirectory, os.TempDir()), memoryName+"."+randomToken()+spillEnding)
	case opts.ReadOnly:
		// Equal for all who open the file in this process: DuckDB gives them one database.
		return filepath.Join(opts.readerSpills(), filepath.Base(opts.Path)+"."+processToken()+spillEnding)
	}
	return writerSpill(opts.Path, opts.TempDirectory)
}

// writerSpill is where the one process that has the file open for writing spills. In a folder that is shared, the hash
// of the path tells warehouses of the same name apart.
func writerSpill(path, tempDirectory string) string {
	if tempDirectory == "" {
		return path + spillEnding
	}
	return filepath.Join(tempDirectory, filepath.Base(path)+"."+PathHash(path)+writerEnding)
}

// PathHash is a short word for a file, to name what belongs to it in a folder that is shared. "" is a file, too.
func PathHash(path string) string {
	if absolute, err := filepath.Abs(path); err == nil && path != "" {
		path = absolute
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil && path != "" {
		path = filepath.Join(folder, filepath.Base(path)) // the file itself may not be there yet
	}
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:tokenBytes])
}

// readerSpills is the folder in which readers of the file have theirs: beside the file if there is no other. DuckDB makes
// no more than the last folder of a path.
func (opts Options) readerSpills() string {
	if info, err := os.Stat(opts.TempDirectory); opts.TempDirectory != "" && err == nil && info.IsDir() {
		return opts.TempDirectory
	}
	return filepath.Dir(opts.Path)
}

// prepareSpill makes the place in which a database may spill, and removes what the killed ones left there. Who may not do
// so can still read.
func (opts Options) prepareSpill(now time.Time) {
	if !opts.ReadOnly && opts.TempDirectory != "" {
		_ = os.MkdirAll(opts.TempDirectory, 0o755)
	}
	switch {
	case opts.Path == "" && opts.TempDirectory != "":
		_ = removeSpilled(opts.TempDirectory, memoryName, now.Add(-maxSpillAge))
	case opts.Path != "" && opts.ReadOnly:
		_ = removeSpilled(opts.readerSpills(), filepath.Base(opts.Path), now.Add(-maxSpillAge))
	}
}

// RemoveSpilled removes what was spilled by runs on a file, which must be closed, by readers of it and by databases in
// memory: of those that still read, too, whose query fails.
func RemoveSpilled(path, tempDirectory string) error {
	err := errors.Join(os.RemoveAll(writerSpill(path, "")), os.RemoveAll(writerSpill(path, tempDirectory)))
	for _, folder := range []string{filepath.Dir(path), tempDirectory} {
		if folder != "" {
			for _, name := range []string{filepath.Base(path), memoryName} {
				err = errors.Join(err, removeSpilled(folder, name, time.Now().Add(time.Hour)))
			}
		}
	}
	return err
}

// removeSpilled removes the spilled rows of a name that were last written before some time.
func removeSpilled(folder, name string, before time.Time) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !entry.IsDir() || !isSpillOf(entry.Name(), name) {
			continue
		}
		path := filepath.Join(folder, entry.Name())
		if writtenAfter(path, before) {
			continue
		}
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

// isSpillOf reports whether a folder is called as spillFolder does it for a file of that name, or for a kept snapshot of
// it.
func isSpillOf(folder, name string) bool {
	rest, isSpill := strings.CutSuffix(folder, spillEnding)
	at := strings.LastIndexByte(rest, '.')
	if !isSpill || at < 0 || !strings.HasPrefix(rest[:at]+".", name+".") {
		return false
	}
	token, err := hex.DecodeString(rest[at+1:])
	return err == nil && len(token) == tokenBytes
}

// writtenAfter reports whether a folder, or a file in it, was written after some time, or can't be looked at.
func writtenAfter(folder string, at time.Time) bool {
	err := filepath.WalkDir(folder, func(_ string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.ModTime().After(at) {
			err = errors.New("written since")
		}
		return err
	})
	return err != nil
}
