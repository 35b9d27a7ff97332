// Package warehouse owns the DuckDB file: opening it, its table contracts, transactions, the lock of a
// run and the publishing of snapshots. It is the only importer of the driver.
package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/duckdb/duckdb-go/v2"
)

// Options say how a warehouse file is opened.
type Options struct {
	Path          string // the DuckDB file; "" is an in-memory database
	ReadOnly      bool   // open an existing file for reading, without access to other files
	MemoryLimit   string // as DuckDB writes it, "1GB"; "" leaves DuckDB's default of 80 % of the memory
	Threads       int    // 0 leaves DuckDB's default, one a core
	TempDirectory string // where queries spill; default is Path + ".tmp"
	MaxTempSize   string // cap on spilled bytes, "50GB"; "" leaves DuckDB's default of 90 % of the free disk
}

// DB is an open warehouse.
type DB struct {
	*sql.DB
	path string
}

// Path returns the file the warehouse was opened from, "" for an in-memory one.
func (db *DB) Path() string { return db.path }

// Open opens the DuckDB file at opts.Path, creating it and its folder if it is missing and opts.ReadOnly is
// false. It returns ErrNotWarehouse if the file is no DuckDB file, and ErrBusy if another process has it open.
func Open(ctx context.Context, opts Options) (*DB, error) {
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
	connector, err := duckdb.NewConnector(opts.Path+accessMode(opts), func(conn driver.ExecerContext) error {
		for _, statement := range opts.settings() {
			if _, err := conn.ExecContext(ctx, statement, nil); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, openError(opts.Path, err)
	}
	db := sql.OpenDB(connector)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(openError(opts.Path, err), db.Close())
	}
	return &DB{DB: db, path: opts.Path}, nil
}

func accessMode(opts Options) string {
	if opts.ReadOnly {
		return "?access_mode=READ_ONLY"
	}
	return ""
}

// settings lists the statements every new connection starts with. The WAL is allowed to grow because every load
// and every model ends with a checkpoint of its own; a checkpoint in the middle of a bulk load only costs time.
func (opts Options) settings() []string {
	settings := []string{
		"set autoinstall_known_extensions = false",
		"set autoload_known_extensions = false",
		"set TimeZone = 'UTC'",
	}
	if opts.MemoryLimit != "" {
		settings = append(settings, "set memory_limit = "+QuoteLiteral(opts.MemoryLimit))
	}
	if opts.Threads > 0 {
		settings = append(settings, "set threads = "+strconv.Itoa(opts.Threads))
	}
	if opts.ReadOnly {
		return append(settings, "set enable_external_access = false")
	}
	temp := opts.TempDirectory
	if temp == "" && opts.Path != "" {
		temp = opts.Path + ".tmp"
	}
	if temp != "" {
		settings = append(settings, "set temp_directory = "+QuoteLiteral(temp))
	}
	if opts.MaxTempSize != "" {
		settings = append(settings, "set max_temp_directory_size = "+QuoteLiteral(opts.MaxTempSize))
	}
	return append(settings, "set wal_autocheckpoint = '1GB'")
}

// InTx runs work in one transaction: committed if work returns nil, rolled back otherwise.
func (db *DB) InTx(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	if err := work(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Checkpoint writes the WAL into the file, so that a later open has nothing to replay and the file does not grow.
func (db *DB) Checkpoint(ctx context.Context) error {
	if _, err := db.ExecContext(ctx, "checkpoint"); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}
