package metrics

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// snapshot is everything the exporter serves of one published file. It does not change once it is read, but for the
// pages that it keeps.
type snapshot struct {
	asOf       time.Time // midnight at which the board's date begins, in the business time zone
	loadedAt   time.Time
	success    map[string]bool // by subject: its definition could be read
	exposition exposition
	board      board
	boards     keptBoards // the pages that show it
}

// snapshotReader reads published files.
type snapshotReader struct {
	definitions   []Definition
	teams         []string // whose rows the board has; none is all
	memoryLimit   string
	tempDirectory string
	logger        *slog.Logger
	now           func() time.Time
}

// read opens the file at path, reads all of it that is served, and closes it again, so that nothing holds the file
// while it is replaced. DuckDB gets one thread, which leaves the other cores to the scrapes; the driver would refuse
// another open of the file in this process with another number. A definition that fails is logged and left out; any
// other error is returned, that of a damaged file among them: part of the figures is worse than all of the night before.
func (r snapshotReader) read(ctx context.Context, path string) (_ *snapshot, err error) {
	db, err := warehouse.Open(ctx, warehouse.Options{
		Path: path, ReadOnly: true, MemoryLimit: r.memoryLimit, Threads: 1, TempDirectory: r.tempDirectory,
	})
	if err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.CheckVersion(ctx); err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	read := &snapshot{loadedAt: r.now(), success: make(map[string]bool)}
	if read.asOf, err = readAsOf(ctx, db); err != nil {
		return nil, fmt.Errorf("read snapshot %s: %w", path, err)
	}
	families, err := r.readDefinitions(ctx, db, read)
	if err != nil {
		return nil, fmt.Errorf("read snapshot %s: %w", path, err)
	}
	if read.exposition, err = newExposition(families); err != nil {
		return nil, fmt.Errorf("read snapshot %s: %w", path, err)
	}
	if err := r.readBoard(ctx, db, read); err != nil {
		return nil, fmt.Errorf("read snapshot %s: %w", path, err)
	}
	return read, nil
}

// readBoard reads what the page shows. It returns only what is wrong with the file: without a leaderboard the metrics
// are still worth serving.
func (r snapshotReader) readBoard(ctx context.Context, db *warehouse.DB, read *snapshot) error {
	read.board = readBoard(ctx, db, r.teams)
	err := read.board.err
	if err == nil {
		err = read.board.readDetails(ctx, db)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if warehouse.IsFileFault(err) {
		return err
	}
	if err != nil {
		r.logger.Error("read the page", "error", err)
		return nil
	}
	for _, team := range r.teams {
		if !slices.Contains(read.board.teamNames(), shownName(team)) {
			r.logger.Warn("nobody on the board is in the team that is served", "team", team)
		}
	}
	return nil
}

func (r snapshotReader) readDefinitions(ctx context.Context, db *warehouse.DB, read *snapshot) ([]family, error) {
	var all []family
	for _, definition := range r.definitions {
		families, err := readFamilies(ctx, db, definition)
		if ctx.Err() != nil {
			return nil, ctx.Err() // stopped in the middle: not the definition's fault
		}
		if warehouse.IsFileFault(err) {
			return nil, err // nor is a damaged file
		}
		read.success[definition.Subject] = err == nil
		if err != nil {
			r.logger.Error("metric definition dropped", "metric", definition.Subject, "error", err)
			continue
		}
		all = append(all, families...)
	}
	return all, nil
}

// readAsOf returns the board's date as the instant it begins. DuckDB computes it: it carries its own time zones.
func readAsOf(ctx context.Context, db *warehouse.DB) (time.Time, error) {
	var seconds float64
	err := db.QueryRowContext(ctx, "select epoch(timezone(time_zone, as_of::timestamp)) from ops.settings").Scan(&seconds)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, errors.New("ops.settings is empty: nothing was computed yet; do `recaudo run`")
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read the date of the data: %w", err)
	}
	return time.Unix(int64(seconds), 0).UTC(), nil
}
