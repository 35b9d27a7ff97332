package warehouse

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// PublishOptions say where a snapshot goes.
type PublishOptions struct {
	Warehouse string    // the closed warehouse file
	Published string    // the file readers open
	Keep      int       // how many replaced snapshots stay beside it, as <name>.<time of the replacement>; 0 keeps none
	At        time.Time // when Published is replaced
}

// keptLayout is the end of a kept snapshot's name. Such names sort by time.
const keptLayout = "20060102T150405.000Z"

// Publish copies the closed warehouse file to a temporary file, flushes it to disk and renames it over the published
// one. Readers that have the old file open keep reading it; nobody ever sees half a file. After an error the old
// snapshot is still there, unless only the flush of the folder or the dropping of kept snapshots failed. The warehouse
// must be closed: closing any descriptor on an open DuckDB file would release its lock.
func Publish(opts PublishOptions) error {
	folder := filepath.Dir(opts.Published)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := checkClosed(opts.Warehouse); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	// Not .tmp: that is the folder into which a reader's DuckDB spills what does not fit into its memory.
	temporary := opts.Published + ".new"
	if err := replacePublished(opts, temporary); err != nil {
		return fmt.Errorf("publish: %w", errors.Join(err, removeIfThere(temporary)))
	}
	if err := syncFolder(folder); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := dropOldest(opts); err != nil {
		return fmt.Errorf("drop old snapshots: %w", err)
	}
	return nil
}

// checkClosed returns an error if the file has a write-ahead log, because a copy without it would lack the last
// transactions.
func checkClosed(path string) error {
	_, err := os.Stat(path + ".wal")
	switch {
	case err == nil:
		return fmt.Errorf("%s.wal is there, so the warehouse is open somewhere or was not closed well; run again", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

func replacePublished(opts PublishOptions, temporary string) error {
	if err := copyFile(opts.Warehouse, temporary); err != nil {
		return err
	}
	if opts.Keep > 0 {
		if err := keepOld(opts); err != nil {
			return fmt.Errorf("keep the old snapshot: %w", err)
		}
	}
	return os.Rename(temporary, opts.Published)
}

// keepOld gives the snapshot that is about to be replaced a second name. A hard link costs nothing; a file system
// without them gets a copy.
func keepOld(opts PublishOptions) error {
	if _, err := os.Stat(opts.Published); errors.Is(err, fs.ErrNotExist) {
		return nil // the first one
	}
	kept := opts.Published + "." + opts.At.UTC().Format(keptLayout)
	if err := removeIfThere(kept); err != nil {
		return err
	}
	if err := os.Link(opts.Published, kept); err == nil {
		return nil
	}
	return copyFile(opts.Published, kept)
}

// dropOldest removes the kept snapshots but for the newest opts.Keep.
func dropOldest(opts PublishOptions) error {
	kept, err := keptSnapshots(opts.Published)
	if err != nil {
		return err
	}
	for _, name := range kept[:max(len(kept)-opts.Keep, 0)] {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

// keptSnapshots lists the kept snapshots of published, oldest first. What only looks alike belongs to somebody else.
func keptSnapshots(published string) ([]string, error) {
	folder, prefix := filepath.Dir(published), filepath.Base(published)+"."
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var kept []string
	for _, entry := range entries {
		at, isBeside := strings.CutPrefix(entry.Name(), prefix)
		if _, err := time.Parse(keptLayout, at); isBeside && err == nil {
			kept = append(kept, filepath.Join(folder, entry.Name()))
		}
	}
	slices.Sort(kept)
	return kept, nil
}

// copyFile copies source to target and flushes target to disk. io.Copy uses copy_file_range where the system has it.
func copyFile(source, target string) (err error) {
	in, err := os.Open(source)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(target)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

// syncFolder makes the rename itself durable.
func syncFolder(folder string) error {
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

func removeIfThere(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
