package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/metrics"
)

// ledger is what ops.* says about runs and loads.
type ledger struct {
	published published
	runs      []runLine // newest first
	sources   []sourceLine
	waiting   []waitingLine // files that could not be loaded
	rejects   []rejectLine
	changes   []changeLine
	totals    []totalLine

	moreWaiting int // files that are not in waiting, but waiting too
}

// published is what the boards show. Its zero value stands for no snapshot.
type published struct {
	asOf sql.NullTime
	run  int64 // the newest one in the snapshot
	err  error // why nothing is known
}

// readPublished reads it from the snapshot. One that is damaged must not keep the rest of the status back.
func readPublished(ctx context.Context, config Config) (p published) {
	db, err := warehouse.Open(ctx, config.snapshotOptions())
	if isMissing(err) {
		return published{}
	}
	if err != nil {
		return published{err: err}
	}
	err = db.QueryRowContext(ctx, "select (select max(as_of) from ops.settings), (select coalesce(max(run_id), 0) from ops.runs)").
		Scan(&p.asOf, &p.run)
	if err := errors.Join(err, db.Close()); err != nil {
		return published{err: fmt.Errorf("read the date of the boards: %w", err)}
	}
	return p
}

// unpublished returns the newest run that has computed boards which nobody sees.
func (l ledger) unpublished() (runLine, bool) {
	for _, run := range l.runs {
		if l.published.err == nil && run.status == metrics.RunSucceeded && run.asOf.Valid && run.id > l.published.run {
			return run, true
		}
	}
	return runLine{}, false
}

// runLine is a row of ops.runs.
type runLine struct {
	id         int64
	command    string
	asOf       sql.NullTime
	startedAt  time.Time
	finishedAt sql.NullTime
	status     string
	err        sql.NullString
}

// sourceLine sums up the loads of a source.
type sourceLine struct {
	name, entity                     string
	lastLoad                         sql.NullTime
	files, rows, corrected, rejected int64 // of loaded contents, each as its latest load found it
	waiting                          int64 // files that could not be loaded
}

// waitingLine is a file that could not be loaded.
type waitingLine struct{ source, path, status, err string }

// rejectLine counts what the quarantine holds for one reason and column.
type rejectLine struct {
	source, reason, column string
	rows, cells            int64
}

// latestAttempts keeps the last attempt at each file: one that was loaded later waits no more.
const latestAttempts = `
	select *
	from ops.loads
	qualify row_number() over (partition by source, path order by load_id desc) = 1`

func readLedger(ctx context.Context, db *warehouse.DB, runs int) (l ledger, err error) {
	l.runs, err = readAll(ctx, db, "runs", func(run *runLine) []any {
		return []any{&run.id, &run.command, &run.asOf, &run.startedAt, &run.finishedAt, &run.status, &run.err}
	}, `
		select run_id, command, as_of, started_at, finished_at,
			-- whoever runs has the file to itself: a run seen here as running was killed
			if(status = 'running', 'interrupted', status), error
		from ops.runs
		order by run_id desc
		limit ?`, runs)
	if err != nil {
		return l, err
	}
	l.sources, err = readAll(ctx, db, "sources", func(source *sourceLine) []any {
		return []any{&source.name, &source.entity, &source.lastLoad, &source.files, &source.rows, &source.corrected,
			&source.rejected}
	}, `
		with
		-- a content that was tried again with --retry-rejected is one file still
		latest as (
			select * from ops.loads
			where status = 'loaded'
			qualify row_number() over (partition by source, content_hash order by load_id desc) = 1
		),
		contents as (
			select source, count(*) as files, sum(rows_rejected) as rows_rejected from latest group by source
		)
		select
			loads.source,
			any_value(loads.entity),
			max(loads.finished_at) filter (where loads.status = 'loaded'),
			coalesce(any_value(contents.files), 0),
			coalesce(sum(loads.rows_accepted) filter (where loads.status = 'loaded'), 0)::bigint,
			coalesce(sum(loads.rows_corrected) filter (where loads.status = 'loaded'), 0)::bigint,
			coalesce(any_value(contents.rows_rejected), 0)::bigint
		from ops.loads as loads
		left join contents on loads.source = contents.source
		group by loads.source
		order by loads.source`)
	if err != nil {
		return l, err
	}
	l.waiting, err = readAll(ctx, db, "refused files", func(file *waitingLine) []any {
		return []any{&file.source, &file.path, &file.status, &file.err}
	}, `
		select source, path, status, coalesce(error, '') from (`+latestAttempts+`) where status <> 'loaded' order by source, path`)
	if err != nil {
		return l, err
	}
	l.rejects, err = readAll(ctx, db, "rejected rows", func(reject *rejectLine) []any {
		return []any{&reject.source, &reject.reason, &reject.column, &reject.rows, &reject.cells}
	}, `
		select
			source,
			coalesce(reason, '') as reason,
			coalesce(column_name, '') as column_name,
			count(*) filter (where is_row_rejected),
			count(*) filter (where not is_row_rejected)
		from ops.rejected_rows
		group by all
		order by source, reason, column_name`)
	if err != nil {
		return l, err
	}
	return l, l.readFileNotes(ctx, db)
}

// readAll runs a query and scans each row into the targets that fields names. What is named in errors.
func readAll[T any](ctx context.Context, db *warehouse.DB, what string, fields func(*T) []any, query string,
	args ...any) (all []T, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var row T
		if err := rows.Scan(fields(&row)...); err != nil {
			return nil, fmt.Errorf("read %s: %w", what, err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return all, nil
}
