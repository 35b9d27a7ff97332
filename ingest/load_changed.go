package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// freshFor is how long after a change of a file another change may bear the same time: clocks of file systems tick
// slowly, network file systems' up to two seconds.
const freshFor = 2 * time.Second

// changedError says that a file is not what it was when it was found. It is the file's fault as little as the run's:
// the file is tried again in the next run.
type changedError struct{ message string }

func (e *changedError) Error() string { return e.message }

// checkUnchanged returns a *changedError if the file was written, replaced or removed after it was found: half an
// export would pass for a whole one. A file that changed shortly before it was found could have changed again within one
// tick of its clock, so it is hashed once more.
func (l *loader) checkUnchanged(ctx context.Context, a attempt) error {
	if err := l.orChanged(a.file, nil); err != nil {
		return err
	}
	if a.file.found.Before(a.file.ModifiedAt.Add(-freshFor)) || a.file.found.After(a.file.ModifiedAt.Add(freshFor)) {
		return nil
	}
	hash, err := l.hashFile(ctx, a.file)
	if err != nil {
		return err
	}
	if hash != a.hash {
		return changed(a.file)
	}
	return l.orChanged(a.file, nil)
}

// orChanged is err, or a *changedError if the file is not the one that was found: then whatever it was refused for may
// be the fault of a moment, and must not be held against its content.
func (l *loader) orChanged(file exportFile, err error) error {
	var already *changedError
	if errors.As(err, &already) {
		return err
	}
	info, statErr := l.root.Stat(file.Path)
	if statErr != nil {
		return &changedError{fmt.Sprintf("read %s: it vanished while it was read (%v); it will be loaded when it is back",
			file.Path, statErr)}
	}
	if file.info != nil && !os.SameFile(file.info, info) || info.Size() != file.SizeBytes ||
		!info.ModTime().UTC().Truncate(time.Microsecond).Equal(file.ModifiedAt) {
		return changed(file)
	}
	return err
}

func changed(file exportFile) error {
	return &changedError{fmt.Sprintf("read %s: it changed while it was read; it will be loaded next time. Let the export "+
		"be written under another name and renamed when it is whole", file.Path)}
}
