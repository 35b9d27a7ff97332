package metrics

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// Refresh looks at the published file and at the status of the last run, and reads the snapshot if the file is not
// the one being served. A file that can't be read leaves the served snapshot in place; it is tried again at every
// call, and logged when its error changes, as is a status that can't be read. Scrapes go on meanwhile.
func (s *Server) Refresh(ctx context.Context) {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	before := s.current()
	after := *before
	after.run, after.runErr = s.readRunStatus()
	if isNews(before.runErr, after.runErr) {
		s.logger.Error("no status of the last run", "error", after.runErr)
	}

	info, err := os.Stat(s.opts.Snapshot)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		after.loadErr = fmt.Errorf("there is no snapshot at %s; `recaudo run` publishes one", s.opts.Snapshot)
	case err != nil:
		after.loadErr = fmt.Errorf("read snapshot: %w", err)
	case isSameVersion(s.served, info):
		after.loadErr = nil
	default:
		s.opts.Reached("read snapshot")
		read, err := s.reader.read(ctx, s.opts.Snapshot)
		if ctx.Err() != nil {
			return
		}
		after.loadErr = err
		if err == nil {
			after.snapshot = read
			s.served = info
			s.logger.Info("snapshot read", "path", s.opts.Snapshot, "as_of", read.asOf, "families", read.exposition.count,
				"duration_seconds", s.opts.Now().Sub(read.loadedAt).Seconds())
		}
	}
	if isNews(before.loadErr, after.loadErr) {
		s.logger.Error("no new snapshot", "error", after.loadErr)
	}
	s.opts.Reached("switch snapshot")
	s.state.Store(&after)
}

// isNews keeps an error that comes back at every look out of the log.
func isNews(before, after error) bool {
	return after != nil && (before == nil || before.Error() != after.Error())
}

// isSameVersion compares what a rename or a rewrite changes. A file replaced between this stat and the open is read
// under the older stat, and so once more at the next look.
func isSameVersion(served, found os.FileInfo) bool {
	return served != nil && os.SameFile(served, found) &&
		served.ModTime().Equal(found.ModTime()) && served.Size() == found.Size()
}

// readRunStatus returns nil without an error if no run has written its status.
func (s *Server) readRunStatus() (*RunStatus, error) {
	status, err := ReadRunStatus(StatusPath(s.opts.Snapshot))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if len(s.opts.Teams) > 0 {
		status.Sources, status.NotLoaded = nil, nil // names of sources and files may be those of other teams
	}
	return &status, nil
}

// glanceInterval is how often the watch looks whether a file was replaced. That costs two stats, and is part of the time
// from a publish to the new figures.
const glanceInterval = 200 * time.Millisecond

// watch refreshes whenever the published file or the status of the last run was replaced, and every s.opts.Poll
// besides, until ctx ends: a file that could not be read is read again then, not at every glance.
func (s *Server) watch(ctx context.Context) {
	ticker := time.NewTicker(min(glanceInterval, s.opts.Poll))
	defer ticker.Stop()
	var snapshot, status os.FileInfo
	var refreshedAt time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			newSnapshot, newStatus := glance(s.opts.Snapshot), glance(StatusPath(s.opts.Snapshot))
			if isSameGlance(snapshot, newSnapshot) && isSameGlance(status, newStatus) && now.Sub(refreshedAt) < s.opts.Poll {
				continue
			}
			snapshot, status, refreshedAt = newSnapshot, newStatus, now
			s.Refresh(ctx)
		}
	}
}

// glance returns what a stat says of a file, nil if there is none, or none that can be seen.
func glance(path string) os.FileInfo {
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	return info
}

func isSameGlance(before, after os.FileInfo) bool {
	if before == nil || after == nil {
		return before == nil && after == nil
	}
	return isSameVersion(before, after)
}
