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
			s.logger.Info("snapshot read", "path", s.opts.Snapshot, "as_of", read.asOf, "families", len(read.families),
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

// watch refreshes every s.opts.Poll until ctx ends.
func (s *Server) watch(ctx context.Context) {
	ticker := time.NewTicker(s.opts.Poll)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.Refresh(ctx)
		}
	}
}
