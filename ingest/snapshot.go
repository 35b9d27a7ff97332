package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxShrink is the share of the previous snapshot's accounts that may be gone without a word.
const maxShrink = 0.30

// guardSnapshots compares each snapshot among the files with the one before: all files of a date together, with what
// raw holds of that date already. It returns, by path, a refusal for every file of a date that lost too many accounts.
// A rejected row whose account can be read counts as present: its account is not gone.
//
// The accounts of all files must be known before the first one is loaded, so snapshot files are read twice.
func (l *loader) guardSnapshots(ctx context.Context, source Source, attempts []attempt) (map[string]*refusal, error) {
	if source.Entity != "assignments" || l.AcceptShrink || len(attempts) == 0 {
		return nil, nil
	}
	_, err := l.conn.ExecContext(ctx,
		"create or replace temp table snapshot_accounts (path varchar, as_of_date date, account_id varchar)")
	if err != nil {
		return nil, fmt.Errorf("guard snapshots: %w", err)
	}
	defer func() {
		_, _ = l.conn.ExecContext(context.WithoutCancel(ctx), "drop table if exists temp.snapshot_accounts")
	}()
	for _, a := range attempts {
		if err := l.collectAccounts(ctx, a); err != nil {
			return nil, err
		}
	}
	dates, err := l.snapshotDates(ctx)
	if err != nil {
		return nil, err
	}
	return l.compareSnapshots(ctx, source, dates)
}

// collectAccounts lists the accounts of a snapshot file. A file that can't be read is left to the load, which says so.
func (l *loader) collectAccounts(ctx context.Context, a attempt) error {
	st, err := l.prepare(ctx, a)
	if err == nil && st.isSnapshot() {
		err = errors.Join(st.collectAccounts(ctx), st.drop(ctx))
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		l.Logger.Debug("snapshot not compared", "source", a.source.Name, "path", a.file.Path, "error", err)
	}
	return nil
}

// isSnapshot reports whether the rows of a file say as of which date they are.
func (st *stage) isSnapshot() bool {
	return st.mapping["as_of_date"] != nil || st.hasDefault("as_of_date")
}

func (st *stage) collectAccounts(ctx context.Context) error {
	if err := st.fill(ctx); err != nil {
		return err
	}
	found, err := st.judge(ctx)
	if err != nil {
		return err
	}
	if err := found.checkRatio(st); err != nil {
		return err
	}
	_, err = st.conn.ExecContext(ctx, "insert into temp.snapshot_accounts select distinct ?, as_of_date, account_id from "+
		finalView+" where as_of_date is not null and account_id is not null", st.file.Path)
	return err
}

func (l *loader) snapshotDates(ctx context.Context) ([]time.Time, error) {
	rows, err := l.conn.QueryContext(ctx, "select distinct as_of_date from temp.snapshot_accounts order by 1")
	if err != nil {
		return nil, fmt.Errorf("guard snapshots: %w", err)
	}
	defer rows.Close()
	var dates []time.Time
	for rows.Next() {
		var date time.Time
		if err := rows.Scan(&date); err != nil {
			return nil, fmt.Errorf("guard snapshots: %w", err)
		}
		dates = append(dates, date)
	}
	return dates, rows.Err()
}

// compareSnapshots goes through the dates from the oldest. A refused one is no measure for the next.
func (l *loader) compareSnapshots(ctx context.Context, source Source, dates []time.Time) (map[string]*refusal, error) {
	refused := map[string]*refusal{}
	for _, date := range dates {
		var previous *time.Time
		var held, gone int64
		err := l.conn.QueryRowContext(ctx, `
			with stated as (
				select as_of_date, account_id from temp.snapshot_accounts
				union all
				select as_of_date, account_id from raw.assignments where source = $1 and as_of_date is not null
				union all
				select try_cast(parsed ->> 'as_of_date' as date), parsed ->> 'account_id'
				from ops.rejected_rows
				where source = $1 and is_row_rejected and parsed is not null
			),
			previous as (select max(as_of_date) as as_of_date from stated where as_of_date < $2::date),
			before as (select distinct account_id from stated join previous using (as_of_date) where account_id is not null)
			select
				any_value(previous.as_of_date), count(before.account_id),
				count(before.account_id) filter (where before.account_id not in (
					select account_id from stated where as_of_date = $2::date and account_id is not null))
			from previous
			left join before on true`, source.Name, date).Scan(&previous, &held, &gone)
		if err != nil {
			return nil, fmt.Errorf("guard snapshots: %w", err)
		}
		if held == 0 || float64(gone) <= maxShrink*float64(held) {
			continue
		}
		if err := l.refuseDate(ctx, refused, date, *previous, held, gone); err != nil {
			return nil, err
		}
	}
	return refused, nil
}

func (l *loader) refuseDate(
	ctx context.Context, refused map[string]*refusal, date, previous time.Time, held, gone int64,
) error {
	rows, err := l.conn.QueryContext(ctx, "select distinct path from temp.snapshot_accounts where as_of_date = ?", date)
	if err != nil {
		return fmt.Errorf("guard snapshots: %w", err)
	}
	paths, err := scanStrings(rows)
	if err != nil {
		return fmt.Errorf("guard snapshots: %w", err)
	}
	slices.Sort(paths)
	for _, path := range paths {
		refused[path] = refuse(refusedShrink, "read %s: the snapshot of %s (%s) lacks %d of the %d accounts of %s, "+
			"more than %.0f %%; if that is right, run again with --accept-shrink",
			path, date.Format(time.DateOnly), strings.Join(paths, ", "), gone, held,
			previous.Format(time.DateOnly), maxShrink*100)
	}
	_, err = l.conn.ExecContext(ctx, "delete from temp.snapshot_accounts where as_of_date = ?", date)
	if err != nil {
		return fmt.Errorf("guard snapshots: %w", err)
	}
	return nil
}
