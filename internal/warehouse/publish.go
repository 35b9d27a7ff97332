package warehouse

import (
	"errors"
	"fmt"
	"io"
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
	Keep      int       // how many earlier snapshots stay beside it, as <name>.<time>; 0 keeps none
	At        time.Time // names the kept copy
}

// keptLayout names kept snapshots so that they sort by time.
const keptLayout = "20060102T150405.000Z"

// Publish copies the closed warehouse file to a temporary file, flushes it to disk and renames it over the published
// one. Readers that have the old file open keep reading it; nobody ever sees half a file. The warehouse must be
// closed: closing any descriptor on an open DuckDB file would release its lock.
func Publish(opts PublishOptions) error {
	folder := filepath.Dir(opts.Published)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	temporary := opts.Published + ".tmp"
	if err := copyFile(opts.Warehouse, temporary); err != nil {
		return fmt.Errorf("publish: %w", errors.Join(err, removeIfThere(temporary)))
	}
	if opts.Keep > 0 {
		if err := keepCopy(opts, temporary); err != nil {
			return fmt.Errorf("publish: %w", err)
		}
	}
	if err := os.Rename(temporary, opts.Published); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := syncFolder(folder); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return dropOldest(opts)
}

// Kept lists the kept snapshots of published, newest first.
func Kept(published string) ([]string, error) {
	names, err := filepath.Glob(published + ".*Z")
	if err != nil {
		return nil, fmt.Errorf("list kept snapshots: %w", err)
	}
	slices.Sort(names)
	slices.Reverse(names)
	return names, nil
}

// keepCopy gives the new snapshot a second name. A hard link costs nothing; a file system without them gets a copy.
func keepCopy(opts PublishOptions, temporary string) error {
	kept := opts.Published + "." + strings.ReplaceAll(opts.At.UTC().Format(keptLayout), ":", "")
	if err := removeIfThere(kept); err != nil {
		return err
	}
	if err := os.Link(temporary, kept); err == nil {
		return nil
	}
	return copyFile(temporary, kept)
}

func dropOldest(opts PublishOptions) error {
	kept, err := Kept(opts.Published)
	if err != nil {
		return err
	}
	for i, name := range kept {
		if i < opts.Keep {
			continue
		}
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("drop old snapshot: %w", err)
		}
	}
	return nil
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
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
