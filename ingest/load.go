package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// loadSource loads the new files of one source. It reports whether anything of the source was refused, failed or
// missing; the error is for what stops the run.
func (l *loader) loadSource(ctx context.Context, source Source) (bool, error) {
	files, faults, err := l.discover(source)
	if err != nil {
		l.report.Files = append(l.report.Files, FileReport{Source: source.Name, Path: source.Path, Status: Failed, Err: err})
		return true, nil
	}
	first := len(l.report.Files)
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		l.note(FileReport{Source: source.Name, Path: name, Status: Failed, Err: faults[name]})
	}
	if len(files)+len(faults) == 0 {
		missing, err := l.neverSeen(ctx, source)
		if missing {
			l.report.Missing = append(l.report.Missing, source.Name)
		}
		return missing, err
	}
	attempts, err := l.newAttempts(ctx, source, files)
	if err != nil {
		return true, err
	}
	shrunk, err := l.guardSnapshots(ctx, source, attempts)
	if err != nil {
		return true, err
	}
	for _, a := range attempts {
		file, err := l.loadOnce(ctx, a, shrunk[a.file.Path])
		if err != nil {
			return true, err
		}
		l.note(file)
	}
	blocked := slices.ContainsFunc(l.report.Files[first:], func(file FileReport) bool {
		return file.Status == Refused || file.Status == Failed
	})
	return blocked, nil
}

// note adds a file to the report and its counts to the totals.
func (l *loader) note(file FileReport) {
	l.report.Files = append(l.report.Files, file)
	log := l.Logger.With("source", file.Source, "path", file.Path, "status", string(file.Status))
	switch file.Status {
	case Loaded:
		l.report.Totals.add(file.Counts)
		log.Info("file loaded", "load_id", file.LoadID, "rows_read", file.Read, "rows_accepted", file.Accepted,
			"rows_duplicate", file.Duplicate, "rows_corrected", file.Corrected, "rows_rejected", file.Rejected)
	case Unchanged:
		log.Debug("file known")
	default:
		log.Warn("file not loaded", "error", file.Err)
	}
}

func (l *loader) neverSeen(ctx context.Context, source Source) (bool, error) {
	var seen int64
	err := l.conn.QueryRowContext(ctx, "select count(*) from ops.loads where source = ? and status = 'loaded'",
		source.Name).Scan(&seen)
	if err != nil {
		return false, fmt.Errorf("read the ledger: %w", err)
	}
	return seen == 0, nil
}

// newAttempts reports the files that need no loading, and returns an attempt for each of the others.
func (l *loader) newAttempts(ctx context.Context, source Source, files []exportFile) ([]attempt, error) {
	var attempts []attempt
	shrunk := map[string]FileReport{} // snapshots refused before, by path: new files may make them whole
	isNew := false
	for _, file := range files {
		report := FileReport{Source: source.Name, Path: file.Path}
		hash, named, err := l.knownHash(ctx, source, file)
		if err == nil && !named {
			l.DB.Reach("hash")
			hash, err = l.hashFile(ctx, file)
		}
		if err != nil {
			if ctx.Err() != nil {
				return nil, err
			}
			report.Status, report.Err = Failed, l.orChanged(file, err)
			l.note(report)
			continue
		}
		entry, known, err := l.lastEntry(ctx, source, file.Path, hash)
		if err != nil {
			return nil, err
		}
		a := attempt{source: source, file: file, hash: hash}
		switch {
		case !known:
			isNew = true
			attempts = append(attempts, a)
		case entry.Status == Loaded && (!l.RetryRejected || entry.Rejected == 0):
			if err := l.noteKnown(ctx, a, entry, named); err != nil {
				return nil, err
			}
			report.Status, report.LoadID = Unchanged, entry.LoadID
			l.note(report)
		case entry.Status == Loaded:
			a.retryOf = entry.LoadID
			attempts = append(attempts, a)
		default:
			again, err := l.triesAgain(a, entry)
			if err != nil {
				return nil, err
			}
			if again {
				attempts = append(attempts, a)
				continue
			}
			report.Status, report.LoadID, report.Err = Refused, entry.LoadID, errors.New(entry.Error)
			if entry.Reason == refusedShrink {
				shrunk[file.Path] = report
				attempts = append(attempts, a)
				continue
			}
			l.note(report)
		}
	}
	if isNew {
		return attempts, nil
	}
	return slices.DeleteFunc(attempts, func(a attempt) bool {
		report, ok := shrunk[a.file.Path]
		if ok {
			l.note(report)
		}
		return ok
	}), nil
}

// triesAgain reports whether a refused content deserves another try. Its name decides how it is read: a text that was
// called .gz is no gzip under any settings.
func (l *loader) triesAgain(a attempt, entry ledgerEntry) (bool, error) {
	if l.RetryRejected || entry.Path != a.file.Path || entry.Reason == refusedShrink && l.AcceptShrink ||
		slices.Contains(l.AcceptSchema, a.source.Name) || slices.Contains(l.AcceptTotals, a.file.Path) {
		return true, nil
	}
	a.sidecar = l.readSidecar(a.source, a.file)
	configHash, err := l.fingerprint(a)
	return entry.ConfigHash != configHash, err
}

// noteKnown records another name of a loaded content.
func (l *loader) noteKnown(ctx context.Context, a attempt, entry ledgerEntry, named bool) error {
	if named {
		return nil
	}
	l.DB.Reach("another name")
	return l.inTx(ctx, func(tx *sql.Tx) error {
		if err := l.lowerVersion(ctx, tx, a, entry); err != nil {
			return err
		}
		return l.noteName(ctx, tx, a.source, a.file, a.hash, entry.LoadID)
	})
}

// loadOnce loads a file unless a file of the same run had the same content, and writes its refusal to the ledger.
// The error is for what stops the run.
func (l *loader) loadOnce(ctx context.Context, a attempt, shrunk *refusal) (FileReport, error) {
	report := FileReport{Source: a.source.Name, Path: a.file.Path}
	content := a.source.Name + "/" + a.hash
	if l.tried[content] {
		entry, known, err := l.lastEntry(ctx, a.source, a.file.Path, a.hash)
		if err != nil {
			return report, err
		}
		if known && entry.Status == Loaded && a.retryOf != entry.LoadID {
			report.Status, report.LoadID = Unchanged, entry.LoadID
			return report, l.noteKnown(ctx, a, entry, false)
		}
	}
	l.tried[content] = true
	a.loadID, a.startedAt = l.nextLoadID, l.Now().UTC()
	l.nextLoadID++
	a.sidecar, a.notes = l.readSidecar(a.source, a.file), &fileNotes{}
	report.LoadID = a.loadID
	var err error
	if shrunk != nil {
		err = shrunk
	} else {
		err = l.loadFile(ctx, a, &report)
	}
	if err != nil {
		err = l.orChanged(a.file, err)
	}
	report.Changes, report.Control = a.notes.changes, a.notes.totals
	if l.Progress != nil {
		l.Progress(a.file.Path, a.file.SizeBytes, a.file.SizeBytes)
	}
	if err == nil {
		report.Status = Loaded
		return report, nil
	}
	if ctx.Err() != nil {
		return report, err
	}
	report.Status, report.Err = Failed, err
	var refused *refusal
	if errors.As(err, &refused) {
		report.Status, report.Counts = Refused, refused.counts
	}
	l.DB.Reach("refusal")
	return report, l.inTx(ctx, func(tx *sql.Tx) error {
		if err := l.writeEntry(ctx, tx, a, report.Status, report.Counts, err); err != nil {
			return err
		}
		if report.Status == Failed {
			return nil // without its name in the ledger the file is tried again
		}
		if err := a.notes.write(ctx, tx, a); err != nil {
			return err
		}
		return l.noteName(ctx, tx, a.source, a.file, a.hash, a.loadID)
	})
}

// loadFile stages, checks and merges one file, and commits it with its ledger row.
func (l *loader) loadFile(ctx context.Context, a attempt, report *FileReport) (err error) {
	l.DB.Reach("stage")
	st, err := l.stage(ctx, a)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.drop(ctx)) }()
	problems, err := st.judge(ctx)
	if err != nil {
		return err
	}
	report.Counts.Read, report.Counts.Rejected = problems.read, problems.rejected
	report.Erased = st.erasedRows
	if err := st.findRetyped(ctx); err != nil {
		return err
	}
	if err := problems.checkRatio(st); err != nil {
		return st.withDrift(err)
	}
	if err := st.checkControl(ctx, problems); err != nil {
		return err
	}
	l.DB.Reach("quarantine")
	rejects, err := l.locate(ctx, st, problems)
	if err != nil {
		return err
	}
	report.Cells, a.cells = rejects.cells, rejects.cells
	// Before the commit: a copy without a load does no harm, a load without a copy can't be made good.
	l.DB.Reach("archive")
	if err := errors.Join(l.archive(ctx, a), st.cleanArchived(ctx)); err != nil {
		return err
	}
	// After everything that reads the file: rows, lines and copy must be those of one content.
	if err := l.checkUnchanged(ctx, a); err != nil {
		return err
	}
	return l.inTx(ctx, func(tx *sql.Tx) error {
		l.DB.Reach("merge")
		merged, err := st.merge(ctx, tx)
		if err != nil {
			return err
		}
		report.Accepted, report.Duplicate, report.Corrected = merged.Accepted, merged.Duplicate, merged.Corrected
		// Events that are folded into another are no rows of their own.
		report.Read = merged.Accepted + merged.Duplicate + merged.Corrected + report.Rejected
		l.DB.Reach("rejected rows")
		if err := rejects.write(ctx, tx, a); err != nil {
			return err
		}
		l.DB.Reach("ledger")
		if err := l.writeEntry(ctx, tx, a, Loaded, report.Counts, nil); err != nil {
			return err
		}
		l.DB.Reach("schema")
		if err := st.writeSchema(ctx, tx); err != nil {
			return err
		}
		if err := a.notes.write(ctx, tx, a); err != nil {
			return err
		}
		l.DB.Reach("ledger of names")
		return l.noteName(ctx, tx, a.source, a.file, a.hash, a.loadID)
	})
}

// inTx runs work in a transaction on the run's connection.
func (l *loader) inTx(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := l.conn.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	if err := work(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	l.DB.Reach("commit of a file")
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// readError tells a file that can't be read from a machine that can't go on.
func (l *loader) readError(source Source, file exportFile, err error) error {
	message, ok := warehouse.IsEngineError(err)
	if !ok || warehouse.IsMachineFault(err) {
		return fmt.Errorf("read %s: %w", file.Path, err)
	}
	if warehouse.IsConversionError(err) {
		// DuckDB quotes the cell, which may hold a name; only the source's own condition can convert so strictly.
		return refuse(refusedUnreadable, "read %s: `where:` converts a text that does not fit; use try_cast in it", file.Path)
	}
	message, _, _ = strings.Cut(message, "\n") // what follows may quote the file
	if format, _ := formatOf(source, file.Path); format == "parquet" {
		return refuse(refusedUnreadable, "read %s: the Parquet file is damaged (%s); export or copy it again", file.Path,
			message)
	}
	return refuse(refusedUnreadable, "read %s: %s; %s", file.Path, message, l.inspectHint(source, file))
}

// inspectHint is the command that looks at a file as the run does, from where the operator stands.
func (l *loader) inspectHint(source Source, file exportFile) string {
	return fmt.Sprintf("look at it with `recaudo inspect --source %s %s`", source.Name, filepath.Join(l.Root, file.Path))
}
