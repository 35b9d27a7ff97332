// Package warehouse owns the DuckDB file: opening it, its table contracts, transactions, the lock of a
// run and the publishing of snapshots. It is the only importer of the driver.
package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/duckdb/duckdb-go/v2"
)

// Options say how a warehouse file is opened.
type Options struct {
	Path        string // the DuckDB file; "" is an in-memory database
	ReadOnly    bool   // open an existing file for reading, without access to other files, every setting locked
	MemoryLimit string // as DuckDB writes it, "1GB"; "" leaves DuckDB's default of 80 % of the memory
	Threads     int    // 0 leaves DuckDB's default, one a core
	// TempDirectory is where queries spill; default is Path + ".tmp", and the system's for a database in memory. Each
	// warehouse, each reader and each database in memory has a folder of its own there, readers else beside Path.
	TempDirectory string
	MaxTempSize   string // cap on spilled bytes, "50GB"; "" leaves DuckDB's default of 90 % of the free disk
	OutputFile    string // absolute path of the one file a ReadOnly warehouse may write, with COPY; "" for none
	// Reached is told every named step of a run that the database takes part in, before it is taken. Tests stop the
	// process there; nil, as in every run, tells nobody.
	Reached func(step string)
}

// DB is an open warehouse.
type DB struct {
	*sql.DB
	path    string
	reached func(step string)
	spill   string // its own folder; "" if others may use it, too
	// stopKeeper ends what holds the memory of a writer near its limit; nil if nothing does.
	stopKeeper func()
}

// Close closes the database, and removes what it has spilled.
func (db *DB) Close() error {
	if db.stopKeeper != nil {
		db.stopKeeper()
	}
	err := db.DB.Close()
	if db.spill != "" {
		err = errors.Join(err, os.RemoveAll(db.spill))
	}
	return err
}

// Path returns the file the warehouse was opened from, "" for an in-memory one.
func (db *DB) Path() string { return db.path }

// Reach tells Options.Reached that a step of a run begins.
func (db *DB) Reach(step string) {
	if db.reached != nil {
		db.reached(step)
	}
}

// Open opens the DuckDB file at opts.Path, creating it and its folder if it is missing and opts.ReadOnly is
// false. It returns ErrNotWarehouse if the file is no DuckDB file, and ErrBusy if another process has it open. ctx ends
// the opening, not the open database.
func Open(ctx context.Context, opts Options) (*DB, error) {
	// The driver cuts the path at a question mark, and behind a # it would drop the settings, READ_ONLY among them.
	if strings.ContainsAny(opts.Path, "?#%") {
		return nil, fmt.Errorf("open %s: DuckDB's driver takes no path with ?, # or %% in it; choose another", opts.Path)
	}
	if opts.Path != "" && !opts.ReadOnly {
		if err := os.MkdirAll(filepath.Dir(opts.Path), 0o755); err != nil {
			return nil, fmt.Errorf("open warehouse: %w", err)
		}
	}
	if opts.ReadOnly {
		if _, err := os.Stat(opts.Path); err != nil {
			return nil, fmt.Errorf("open warehouse: %w", err)
		}
	}
	opts.prepareSpill(time.Now())
	spill := opts.spillFolder()
	connector, err := duckdb.NewConnector(opts.Path+"?"+opts.settings(spill).Encode(), func(conn driver.ExecerContext) error {
		if opts.ReadOnly {
			return nil // lockDown sets it for all connections: a locked configuration takes none of a later one
		}
		// The one setting that belongs to a connection. Later connections are made when ctx may have ended.
		_, err := conn.ExecContext(context.WithoutCancel(ctx), "set TimeZone = 'UTC'", nil)
		return err
	})
	if err != nil {
		return nil, openError(opts.Path, err)
	}
	db := sql.OpenDB(connector)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(openError(opts.Path, err), db.Close())
	}
	if opts.Path != "" {
		if err := checkStored(ctx, db, opts.Path); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if opts.ReadOnly {
		if err := lockDown(ctx, db, spill, opts.OutputFile); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if !opts.ReadOnly && opts.MaxTempSize != "" {
		// Of a setting at the open, DuckDB 1.5.5 only remembers the number, and spills what it likes.
		_, err := db.ExecContext(ctx, "set max_temp_directory_size = "+QuoteLiteral(opts.MaxTempSize))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: cap what may be spilled: %w", opts.Path, err), db.Close())
		}
	}
	opened := &DB{DB: db, path: opts.Path, reached: opts.Reached}
	if opts.Path == "" {
		opened.spill = spill
	}
	if !opts.ReadOnly {
		if opened.stopKeeper, err = startMemoryKeeper(ctx, db, opts); err != nil {
			return nil, errors.Join(fmt.Errorf("open %s: %w", opts.Path, err), opened.Close())
		}
	}
	return opened, nil
}

// lockDown takes the access to every file but one, "" for none, and then the right to change any setting, so that no
// statement gives it back. In this order: DuckDB wants the exception first, and the lock last.
func lockDown(ctx context.Context, db *sql.DB, spill, outputFile string) error {
	statements := []string{"set global TimeZone = 'UTC'", "set temp_directory = " + QuoteLiteral(spill)}
	if outputFile != "" {
		statements = append(statements, "set allowed_paths = ["+QuoteLiteral(outputFile)+"]")
	}
	var refused error
	for _, statement := range append(statements, "set enable_external_access = false", "set lock_configuration = true") {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			err = fmt.Errorf("open for reading: %s: %w", statement, err)
			if outputFile != "" {
				return err
			}
			refused = err
		}
	}
	// The driver gives one database to all who open a file at the same time in one process: another may have done it.
	if refused != nil && !isLockedDown(ctx, db) {
		return refused
	}
	return nil
}

func isLockedDown(ctx context.Context, db *sql.DB) bool {
	var isLocked, hasAccess bool
	err := db.QueryRowContext(ctx, "select current_setting('lock_configuration')::boolean, "+
		"current_setting('enable_external_access')::boolean").Scan(&isLocked, &hasAccess)
	return err == nil && isLocked && !hasAccess
}

// settings are those of the whole database; DuckDB takes some of them only before the first query. The WAL is allowed
// to grow because every load and every model ends with a checkpoint of its own; a checkpoint in the middle of a bulk
// load only costs time.
func (opts Options) settings(spill string) url.Values {
	settings := url.Values{}
	settings.Set("autoinstall_known_extensions", "false")
	settings.Set("autoload_known_extensions", "false")
	set := func(name, value string) {
		if value != "" {
			settings.Set(name, value)
		}
	}
	set("memory_limit", opts.MemoryLimit)
	if opts.Threads > 0 {
		set("threads", strconv.Itoa(opts.Threads))
	}
	if opts.ReadOnly {
		set("access_mode", "READ_ONLY")
		return settings // lockDown does the rest, in an order that the driver does not keep
	}
	set("temp_directory", spill)
	set("wal_autocheckpoint", "1GB")
	return settings
}

// InTx runs work in one transaction: committed if work returns nil, rolled back otherwise, also if work panics.
func (db *DB) InTx(ctx context.Context, work func(*sql.Tx) error) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer func() {
		// Done is what a commit leaves, and the end of ctx, which rolls back by itself.
		if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("roll back: %w", undo))
		}
	}()
	if err := work(tx); err != nil {
		return err
	}
	db.Reach("commit")
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// smallWALBytes is how much may wait in the WAL: replaying it takes no time, and a checkpoint costs more than a small
// model.
const smallWALBytes = 128 << 10

// CheckpointIfLarge writes the WAL into the file unless there is little in it.
func (db *DB) CheckpointIfLarge(ctx context.Context) error {
	if info, err := os.Stat(db.path + ".wal"); err != nil || info.Size() < smallWALBytes {
		return nil
	}
	return db.Checkpoint(ctx)
}

// Checkpoint writes the WAL into the file, so that a later open has nothing to replay and the file does not grow.
func (db *DB) Checkpoint(ctx context.Context) error {
	db.Reach("checkpoint")
	if _, err := db.ExecContext(ctx, "checkpoint"); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	db.Reach("checkpoint done")
	return nil
}
