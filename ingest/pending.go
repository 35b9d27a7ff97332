package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// PendingFile is a file that the next run will load.
type PendingFile struct {
	Source      string
	Path        string // relative to the root
	ContentHash string
}

// Pending lists the files that Run would load now, in its order. It writes nothing, so that the database may be open
// for reading only. What can't be read is left out: the run tells of it.
func Pending(ctx context.Context, opts Options) (pending []PendingFile, err error) {
	l, err := newLoader(ctx, opts.withDefaults())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	for _, source := range inLoadOrder(l.Sources) {
		files, _, err := l.discover(source)
		if err != nil {
			continue
		}
		for _, file := range files {
			hash, isNamed, err := l.knownHash(ctx, source, file)
			if err == nil && !isNamed {
				hash, err = l.hashFile(ctx, file)
			}
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil {
				continue
			}
			_, isKnown, err := l.lastEntry(ctx, source, file.Path, hash)
			if err != nil {
				return nil, err
			}
			if !isKnown {
				pending = append(pending, PendingFile{Source: source.Name, Path: file.Path, ContentHash: hash})
			}
		}
	}
	return pending, nil
}

// ArchivedCopy is a copy of a loaded file.
type ArchivedCopy struct {
	Source      string
	ContentHash string
	Path        string
}

// ListArchive lists the copies in an archive folder.
func ListArchive(archive string) ([]ArchivedCopy, error) {
	var copies []ArchivedCopy
	folders, err := os.ReadDir(archive)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the archive: %w", err)
	}
	for _, folder := range folders {
		names, err := filepath.Glob(filepath.Join(archive, folder.Name(), "*"))
		if err != nil {
			return nil, fmt.Errorf("list the archive: %w", err)
		}
		for _, name := range names {
			hash, ending, _ := strings.Cut(filepath.Base(name), ".")
			if len(hash) == 64 && !strings.HasSuffix(ending, ".tmp") {
				copies = append(copies, ArchivedCopy{Source: folder.Name(), ContentHash: hash, Path: name})
			}
		}
	}
	return copies, nil
}
