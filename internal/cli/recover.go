package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// busyTimeout is how long a run waits for somebody who only looks into the warehouse, as `recaudo status` does.
const busyTimeout = 3 * time.Second

// reopen opens the warehouse, for the first time or after it was closed for the copy.
func (p *pipeline) reopen(ctx context.Context) (err error) {
	opts := p.config.warehouseOptions()
	opts.Reached = p.reached
	for deadline := time.Now().Add(busyTimeout); ; {
		p.db, err = warehouse.Open(ctx, opts)
		if !errors.Is(err, warehouse.ErrBusy) || !time.Now().Before(deadline) {
			return p.orRestore(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// dropSpilled removes what queries of a killed run spilled. DuckDB does it too, but only when it spills again. In a folder
// that the config names, other programs may spill.
func (p *pipeline) dropSpilled() error {
	left, err := filepath.Glob(filepath.Join(p.config.Warehouse+".tmp", "duckdb_temp_*"))
	if err != nil {
		return err
	}
	for _, path := range left {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("remove what a killed run left: %w", err)
		}
	}
	return nil
}

// orRestore adds to the error of a warehouse that may be damaged what brings it back.
func (p *pipeline) orRestore(err error) error {
	if err == nil || errors.Is(err, warehouse.ErrBusy) || errors.Is(err, warehouse.ErrNewer) {
		return err
	}
	return p.config.orRestorePublished(err)
}

// orRestorePublished adds to an error what brings a warehouse back, if there is a snapshot.
func (c *Config) orRestorePublished(err error) error {
	if _, statErr := os.Stat(c.Published); statErr != nil {
		return err
	}
	return fmt.Errorf("%w; if the warehouse is damaged, `recaudo restore published` brings back the last snapshot", err)
}

// isHalfComputed reports whether a transform began and did not end, so that some marts are newer than others.
func isHalfComputed(ctx context.Context, db *warehouse.DB) (bool, error) {
	var isHalf bool
	err := db.QueryRowContext(ctx, `
		select coalesce((select max(run_id) from ops.model_runs) > (select run_id from ops.transform_state), false)`).
		Scan(&isHalf)
	if err != nil {
		return false, fmt.Errorf("read which run computed the marts: %w", err)
	}
	return isHalf, nil
}

// checkNothingLost returns an error if the published snapshot holds files that this warehouse never saw: somebody has
// removed the warehouse, or put an older one in its place, and the exports are no longer all there. To publish it would
// take rows away from every reader.
func (p *pipeline) checkNothingLost(ctx context.Context) (err error) {
	if _, err := os.Stat(p.config.Published); isMissing(err) {
		return nil
	}
	snapshot, err := p.config.openAs(ctx, p.config.Published)
	if err != nil {
		return nil // a damaged one is replaced
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	published, err := computedBy(ctx, snapshot)
	if err != nil {
		return err
	}
	var isOurs bool
	err = p.db.QueryRowContext(ctx, "select count(*) > 0 from ops.runs where run_id = ? and epoch_us(started_at) = ?",
		published.runID, published.startedAtMicros).Scan(&isOurs)
	if err != nil {
		return fmt.Errorf("read the runs: %w", err)
	}
	if isOurs {
		return nil
	}
	theirs, err := loadedFiles(ctx, snapshot)
	if err != nil {
		return err
	}
	ours, err := loadedFiles(ctx, p.db)
	if err != nil {
		return err
	}
	lost := lostFiles(theirs, ours)
	if len(lost) == 0 {
		return nil
	}
	return fmt.Errorf("nothing is published: the warehouse %s is not the one that the published snapshot came from, and "+
		"lacks %s of it: %s; put them back into %s and run again, or let `recaudo restore published` bring that warehouse "+
		"back. To publish without them, move %s away",
		p.config.Warehouse, countFiles(len(lost)), listSome(lost), p.config.Root, p.config.Published)
}

// lostFiles names the files of theirs that are not ours, neither by name nor by content.
func lostFiles(theirs, ours []loadedFile) (lost []string) {
	isKnown := map[[2]string]bool{}
	for _, file := range ours {
		isKnown[file.content()], isKnown[[2]string{file.source, file.path}] = true, true
	}
	for _, file := range theirs {
		if !isKnown[file.content()] && !isKnown[[2]string{file.source, file.path}] && !slices.Contains(lost, file.path) {
			lost = append(lost, file.path)
		}
	}
	return lost
}

// clock returns what time it is for the dates of the boards: that of this machine, but none before the run that went
// before. A clock that was set back must not take days off the boards.
func (p *pipeline) clock() time.Time {
	now := p.now()
	if !now.Before(p.run.notBefore) {
		return now
	}
	if p.run.notBefore.Sub(now) > time.Minute && !p.isClockTold {
		p.isClockTold = true
		p.sayf("warning: the clock of this machine says %s, but an earlier run ended at %s; the boards go by the later one, "+
			"see to the clock", now.UTC().Format(time.RFC3339), p.run.notBefore.UTC().Format(time.RFC3339))
	}
	return p.run.notBefore
}
