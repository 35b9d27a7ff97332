package warehouse

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// RestoreOptions say which snapshot takes the place of which warehouse.
type RestoreOptions struct {
	Snapshot  string // a snapshot, which nobody writes
	Warehouse string // the warehouse file, closed; it may be damaged or missing
	// Reached is told every named step before it is taken, as Options.Reached is.
	Reached func(step string)
}

// Aside returns where Restore leaves the warehouse that it replaced.
func Aside(warehouse string) string { return warehouse + ".replaced" }

// Restore puts a copy of a snapshot in the place of the warehouse. The file it replaces stays under the name Aside,
// with its write-ahead log, and takes the place of one that an earlier restore left there. Stopped at any instant, it
// leaves either warehouse in place, and can be run again.
func Restore(ctx context.Context, opts RestoreOptions) error {
	reach := opts.Reached
	if reach == nil {
		reach = func(string) {}
	}
	if err := os.MkdirAll(filepath.Dir(opts.Warehouse), 0o755); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	temporary := opts.Warehouse + ".new"
	reach("copy snapshot")
	if err := copyFile(ctx, opts.Snapshot, temporary, reach); err != nil {
		return fmt.Errorf("restore %s: %w", opts.Snapshot, errors.Join(err, removeIfThere(temporary)))
	}
	reach("set aside")
	if err := setAside(opts.Warehouse); err != nil {
		return fmt.Errorf("set %s aside: %w", opts.Warehouse, errors.Join(err, removeIfThere(temporary)))
	}
	reach("rename snapshot")
	if err := os.Rename(temporary, opts.Warehouse); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := syncFolder(filepath.Dir(opts.Warehouse)); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

// setAside gives the warehouse a second name and takes its log away, which must not be replayed into another file. The
// first name stays until the snapshot is renamed over it: without a warehouse, a run in between would begin a new one.
func setAside(path string) error {
	info, err := os.Stat(path)
	if err == nil {
		err = keepAside(path, info)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err = os.Rename(path+".wal", Aside(path)+".wal")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func keepAside(path string, info os.FileInfo) error {
	if before, err := os.Stat(Aside(path)); err == nil && os.SameFile(info, before) {
		return nil // a restore that was stopped has done it
	}
	if err := errors.Join(removeIfThere(Aside(path)), removeIfThere(Aside(path)+".wal")); err != nil {
		return err
	}
	if err := os.Link(path, Aside(path)); err == nil {
		return nil
	}
	// No hard links here: the file is moved, at the price of that instant.
	return os.Rename(path, Aside(path))
}
