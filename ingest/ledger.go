package ingest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// refusal is why a file was refused. It is an error of the file, not of the run.
type refusal struct {
	reason  string // code, as ops.loads.reason keeps it
	message string
	counts  Counts
}

func (r *refusal) Error() string { return r.message }

// Codes of refusals.
const (
	refusedMissingColumn = "missing_column"
	refusedRejects       = "too_many_rejects"
	refusedUnreadable    = "unreadable"
	refusedShrink        = "snapshot_shrank"
	refusedControl       = "control_totals"
	refusedSchema        = "schema_changed"
)

func refuse(reason, format string, args ...any) *refusal {
	return &refusal{reason: reason, message: warehouse.Printable(fmt.Sprintf(format, args...))}
}

// execer runs statements: the connection, or a transaction on it.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// ledgerEntry is the row of ops.loads that says what became of a content.
type ledgerEntry struct {
	LoadID     int64
	Status     FileStatus
	Reason     string
	Path       string
	ConfigHash string
	ExportedAt time.Time
	Rejected   int64
	Error      string
}

func (l *loader) lastLoadID(ctx context.Context) (int64, error) {
	var id int64
	err := l.conn.QueryRowContext(ctx, "select coalesce(max(load_id), 0) from ops.loads").Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("read the ledger: %w", err)
	}
	return id, nil
}

// knownHash returns the content hash of a file whose name, size and modification time were seen before.
func (l *loader) knownHash(ctx context.Context, source Source, file exportFile) (string, bool, error) {
	var hash string
	err := l.conn.QueryRowContext(ctx, `
		select content_hash from ops.files
		where source = ? and path = ? and size_bytes = ? and modified_at = ?`,
		source.Name, file.Path, file.SizeBytes, file.ModifiedAt).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("read the ledger of names: %w", err)
	}
	return hash, true, nil
}

// lastEntry returns the last word on a content: its load if it was ever loaded, else its last refusal, before all
// others the one under the name of today.
func (l *loader) lastEntry(ctx context.Context, source Source, path, hash string) (ledgerEntry, bool, error) {
	var entry ledgerEntry
	var reason, configHash, message sql.NullString
	rejected := "coalesce(rows_rejected, 0)"
	if l.RetryRejected {
		// A word that is mapped now mends cells of rows that were loaded all the same. They are counted in the ledger, as the
		// cells themselves are forgotten.
		rejected += " + coalesce(cells_not_taken, 0)"
	}
	err := l.conn.QueryRowContext(ctx, `
		select load_id, status, reason, path, config_hash, exported_at, `+rejected+`, error
		from ops.loads as loads
		where source = ? and content_hash = ? and status in ('loaded', 'refused')
		order by (status = 'loaded') desc, (path = ?) desc, load_id desc
		limit 1`, source.Name, hash, path).
		Scan(&entry.LoadID, &entry.Status, &reason, &entry.Path, &configHash, &entry.ExportedAt, &entry.Rejected, &message)
	if errors.Is(err, sql.ErrNoRows) {
		return ledgerEntry{}, false, nil
	}
	if err != nil {
		return ledgerEntry{}, false, fmt.Errorf("read the ledger: %w", err)
	}
	entry.Reason, entry.ConfigHash, entry.Error = reason.String, configHash.String, message.String
	return entry, true, nil
}

// noteName records under which name, size and time a content lies, so that the next run need not hash it.
func (l *loader) noteName(
	ctx context.Context, db execer, source Source, file exportFile, hash string, loadID int64,
) error {
	_, err := db.ExecContext(ctx, "delete from ops.files where source = ? and path = ?", source.Name, file.Path)
	if err != nil {
		return fmt.Errorf("write the ledger of names: %w", err)
	}
	_, err = db.ExecContext(ctx, "insert into ops.files by name (select ? as source, ? as path, ?::bigint as size_bytes, "+
		"?::timestamp as modified_at, ? as content_hash, ?::bigint as load_id, ?::timestamp as seen_at)",
		source.Name, file.Path, file.SizeBytes, file.ModifiedAt, hash, loadID, l.Now().UTC())
	if err != nil {
		return fmt.Errorf("write the ledger of names: %w", err)
	}
	return nil
}

// lowerVersion makes the earlier of two names' versions count for a loaded content. Its rows keep their load, so that no
// night would see them for new: if another file of their kind lies between the two versions, or if their dates come from
// the version, the next transform computes everything.
func (l *loader) lowerVersion(ctx context.Context, db execer, a attempt, entry ledgerEntry) error {
	if !a.file.ExportedAt.Before(entry.ExportedAt) {
		return nil
	}
	const version = "(%[1]s.exported_at, parse_filename(%[1]s.path), %[1]s.load_id)"
	_, err := db.ExecContext(ctx, fmt.Sprintf(`
		update ops.transform_state set models_hash = ''
		where exists (
			select 1
			from ops.loads as moved
			join ops.loads as other on other.entity = moved.entity and other.status = 'loaded'
			where moved.load_id = ? and (
				moved.entity = 'collectors'
				or %s < %s and %s > (?::timestamp, parse_filename(moved.path), moved.load_id)))`,
		fmt.Sprintf(version, "other"), fmt.Sprintf(version, "moved"), fmt.Sprintf(version, "other")),
		entry.LoadID, a.file.ExportedAt)
	if err != nil {
		return fmt.Errorf("forget what the marts were computed from: %w", err)
	}
	_, err = db.ExecContext(ctx, "update ops.loads set exported_at = ? where load_id = ?", a.file.ExportedAt, entry.LoadID)
	if err != nil {
		return fmt.Errorf("lower the version of load %d: %w", entry.LoadID, err)
	}
	return nil
}

// attempt is one try to load one file.
type attempt struct {
	source    Source
	file      exportFile
	hash      string // "" if the file could not be read to its end
	loadID    int64
	startedAt time.Time
	retryOf   int64 // the load whose rejected rows are tried again, 0 if the content is new
	sidecar   *sidecarFile
	notes     *fileNotes // nil if the file is only looked at
	cells     int64      // of rows that are loaded, those that were not taken as they stood
}

// writeEntry adds the attempt's row to ops.loads.
func (l *loader) writeEntry(
	ctx context.Context, db execer, a attempt, status FileStatus, counts Counts, cause error,
) error {
	var reason, message sql.NullString
	if cause != nil {
		message = sql.NullString{String: cause.Error(), Valid: true}
		var refused *refusal
		if errors.As(cause, &refused) {
			reason = sql.NullString{String: refused.reason, Valid: true}
		}
	}
	configHash, err := l.fingerprint(a)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `
		insert into ops.loads (
			load_id, source, entity, path, size_bytes, modified_at, content_hash, exported_at, config_hash, status, reason,
			rows_read, rows_accepted, rows_duplicate, rows_corrected, rows_rejected, cells_not_taken, started_at, finished_at,
			error
		) values (?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.loadID, a.source.Name, a.source.Entity, a.file.Path, a.file.SizeBytes, a.file.ModifiedAt, a.hash,
		a.file.ExportedAt, configHash, string(status), reason,
		counts.Read, counts.Accepted, counts.Duplicate, counts.Corrected, counts.Rejected, a.cells,
		a.startedAt, l.Now().UTC(), message)
	if err != nil {
		return fmt.Errorf("write the ledger: %w", err)
	}
	return nil
}

// hashConfig is the fingerprint of what decides how a source's files are read.
func hashConfig(source Source, timeZone string, limits Limits) (string, error) {
	source.Path, source.Required = "", false // where files lie does not change what they say
	hashed := struct {
		Source   Source
		TimeZone string
		Limits   *Limits `json:",omitempty"`
	}{Source: source, TimeZone: timeZone}
	if limits != DefaultLimits() {
		hashed.Limits = &limits // a file that was too much may not be any more
	}
	text, err := json.Marshal(hashed)
	if err != nil {
		return "", fmt.Errorf("source %s: hash settings: %w", source.Name, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// hashFile returns the SHA-256 of a file's bytes, telling progress as it reads.
func (l *loader) hashFile(ctx context.Context, file exportFile) (string, error) {
	in, err := l.root.Open(file.Path)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", file.Path, err)
	}
	defer in.Close()
	sum := sha256.New()
	buffer := make([]byte, 1<<20)
	for done := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := in.Read(buffer)
		sum.Write(buffer[:n])
		done += int64(n)
		if l.Progress != nil {
			// Hashing is the shorter half of the work: the rest follows when the rows are staged.
			l.Progress(file.Path, done/4, file.SizeBytes)
		}
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(sum.Sum(nil)), nil
		}
		if err != nil {
			return "", fmt.Errorf("read %s: %w", file.Path, err)
		}
	}
}
