package warehouse

import (
	"context"
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
	// Reached is told every named step before it is taken, as Options.Reached is.
	Reached func(step string)
}

func (opts PublishOptions) reach(step string) {
	if opts.Reached != nil {
		opts.Reached(step)
	}
}

// keptLayout is the end of a kept snapshot's name. Such names sort by time.
const keptLayout = "20060102T150405.000Z"

// Publish copies the closed warehouse file to a temporary file, flushes it to disk and renames it over the published
// one. Readers that have the old file open keep reading it; nobody ever sees half a file. After an error, the end of ctx
// among them, the old snapshot is still there, unless only the flush of the folder or the dropping of kept snapshots
// failed. The warehouse must be closed: closing any descriptor on an open DuckDB file would release its lock.
func Publish(ctx context.Context, opts PublishOptions) error {
	folder := filepath.Dir(opts.Published)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := checkClosed(opts.Warehouse); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	// Not .tmp: that is the folder into which a reader's DuckDB spills what does not fit into its memory.
	temporary := opts.Published + ".new"
	if err := replacePublished(ctx, opts, temporary); err != nil {
		return fmt.Errorf("publish: %w", errors.Join(err, removeIfThere(temporary)))
	}
	opts.reach("flush folder")
	if err := syncFolder(folder); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	opts.reach("drop old snapshots")
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

func replacePublished(ctx context.Context, opts PublishOptions, temporary string) error {
	opts.reach("copy")
	if err := copyFile(ctx, opts.Warehouse, temporary, opts.reach); err != nil {
		return err
	}
	if opts.Keep > 0 {
		opts.reach("keep old snapshot")
		if err := keepOld(ctx, opts); err != nil {
			return fmt.Errorf("keep the old snapshot: %w", err)
		}
	}
	opts.reach("rename")
	return os.Rename(temporary, opts.Published)
}

// keepOld gives the snapshot that is about to be replaced a second name. A hard link costs nothing; a file system
// without them gets a copy.
func keepOld(ctx context.Context, opts PublishOptions) error {
	info, err := os.Stat(opts.Published)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the first one
	}
	if err != nil {
		return err
	}
	at := opts.At.UTC().Truncate(time.Millisecond)
	kept, err := Kept(opts.Published)
	if err != nil {
		return err
	}
	if len(kept) > 0 {
		newest := kept[len(kept)-1]
		// A publish that stopped before its rename has kept it already.
		if last, err := os.Stat(newest.Path); err == nil && os.SameFile(info, last) {
			return nil
		}
		// A clock that was set back must not make the newest snapshot the first to be dropped.
		if !at.After(newest.ReplacedAt) {
			at = newest.ReplacedAt.Add(time.Millisecond)
		}
	}
	name := opts.Published + "." + at.Format(keptLayout)
	if err := os.Link(opts.Published, name); err == nil {
		return nil
	}
	temporary := name + ".new"
	if err := copyFile(ctx, opts.Published, temporary, func(string) {}); err != nil {
		return errors.Join(err, removeIfThere(temporary))
	}
	return os.Rename(temporary, name)
}

// dropOldest removes the kept snapshots but for the newest opts.Keep.
func dropOldest(opts PublishOptions) error {
	kept, err := Kept(opts.Published)
	if err != nil {
		return err
	}
	for _, snapshot := range kept[:max(len(kept)-opts.Keep, 0)] {
		if err := os.Remove(snapshot.Path); err != nil {
			return err
		}
	}
	return nil
}

// KeptSnapshot is a snapshot that another one replaced.
type KeptSnapshot struct {
	Path       string
	ReplacedAt time.Time // UTC, to the millisecond
	SizeBytes  int64
}

// Kept lists the kept snapshots of published, oldest first. What only looks alike belongs to somebody else.
func Kept(published string) ([]KeptSnapshot, error) {
	folder, prefix := filepath.Dir(published), filepath.Base(published)+"."
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var kept []KeptSnapshot
	for _, entry := range entries {
		name, isBeside := strings.CutPrefix(entry.Name(), prefix)
		at, err := time.Parse(keptLayout, name)
		if !isBeside || err != nil || entry.IsDir() {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			return nil, err
		}
		kept = append(kept, KeptSnapshot{Path: filepath.Join(folder, entry.Name()), ReplacedAt: at, SizeBytes: info.Size()})
	}
	slices.SortFunc(kept, func(a, b KeptSnapshot) int { return a.ReplacedAt.Compare(b.ReplacedAt) })
	return kept, nil
}

// copyPart is how much is copied and flushed at once. Somebody who stops a publish waits for one part, not for the
// flush of a whole warehouse.
const copyPart = 64 << 20

// copyFile copies source to target and flushes target to disk, each part while the next one is copied, which takes no
// longer than one flush at the end. io.CopyN uses copy_file_range where the system has it, which copies nothing at all
// where two files can share their blocks: on Btrfs and XFS a publish takes the time of a rename.
func copyFile(ctx context.Context, source, target string, reach func(step string)) (err error) {
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
	flushed := make(chan error, 1)
	flushed <- nil
	defer func() { err = errors.Join(err, <-flushed) }()
	for isMore := true; isMore; {
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err := io.CopyN(out, in, copyPart)
		if isMore = !errors.Is(err, io.EOF); isMore && err != nil {
			return err
		}
		if err := <-flushed; err != nil {
			flushed <- nil
			return err
		}
		reach("flush copy")
		go func() { flushed <- out.Sync() }()
	}
	return ctx.Err()
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
