package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// Sentinels that callers branch on.
var (
	ErrNotWarehouse = errors.New("not a Recaudo warehouse")
	ErrBusy         = errors.New("the file is open in another process")
	ErrNewer        = errors.New("the warehouse was written by a newer Recaudo")
	ErrLocked       = errors.New("another run holds the lock")
)

// IsEngineError reports whether err came from DuckDB itself (a broken query, a full disk), rather than from this
// program, and returns DuckDB's message.
func IsEngineError(err error) (string, bool) {
	var engine *duckdb.Error
	if errors.As(err, &engine) {
		return engine.Msg, true
	}
	return "", false
}

// IsMachineFault reports whether DuckDB gave up for a reason that lies neither in the query nor in the data: memory,
// disk, an interruption, a fault of its own.
func IsMachineFault(err error) bool {
	return isKind(err, duckdb.ErrorTypeOutOfMemory, duckdb.ErrorTypeIO, duckdb.ErrorTypeInterrupt,
		duckdb.ErrorTypeInternal, duckdb.ErrorTypeFatal)
}

// IsFileFault reports whether DuckDB could not read its file: a damaged block, a disk that fails, a file cut short. A bug
// that one query trips is none: the file answers others.
func IsFileFault(err error) bool {
	return isKind(err, duckdb.ErrorTypeIO, duckdb.ErrorTypeFatal)
}

// IsConversionError reports whether DuckDB met a value that does not fit the type it was cast to. Its message quotes
// the value.
func IsConversionError(err error) bool { return isKind(err, duckdb.ErrorTypeConversion) }

func isKind(err error, kinds ...duckdb.ErrorType) bool {
	var engine *duckdb.Error
	return errors.As(err, &engine) && slices.Contains(kinds, engine.Type)
}

// duckDBMagic stands at byte 8 of every DuckDB file.
const duckDBMagic = "DUCK"

// openError says why a file did not open, in words that tell what to do.
func openError(path string, err error) error {
	if path == "" {
		return fmt.Errorf("open in-memory warehouse: %w", err)
	}
	// Looked at only after the errors of a foreign file, a catalog error being that of a CSV to read: closing the file
	// again would release the lock of a database that this process has open, which is another kind of error.
	if isKind(err, duckdb.ErrorTypeIO, duckdb.ErrorTypeCatalog) && !hasMagic(path) {
		return foreignFileError(path)
	}
	if isLockConflict(err) {
		return fmt.Errorf("open %s: %w: close it there (a DuckDB shell, a notebook, another recaudo) and run again",
			path, ErrBusy)
	}
	return fmt.Errorf("open %s: %w", path, err)
}

func foreignFileError(path string) error {
	return fmt.Errorf("open %s: %w: it is no DuckDB file; name another file at `warehouse:`, or move this one away",
		path, ErrNotWarehouse)
}

// checkStored returns ErrNotWarehouse if DuckDB took the path for data to look at: given a CSV, JSON or Parquet file,
// it opens a database in memory, in which a whole night's work would be lost.
func checkStored(ctx context.Context, db *sql.DB, path string) error {
	var isStored bool
	err := db.QueryRowContext(ctx, `
		select path is not null
		from duckdb_databases()
		where database_name = current_database()`).Scan(&isStored)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	if !isStored {
		return foreignFileError(path)
	}
	return nil
}

// hasMagic reports whether the file starts as DuckDB files do. One that can't be opened counts: the error is another.
func hasMagic(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return true
	}
	defer file.Close()
	head := make([]byte, 12)
	_, err = io.ReadFull(file, head)
	return err == nil && string(head[8:]) == duckDBMagic
}

// isLockConflict reports whether DuckDB refused to open a file because another process holds it. To DuckDB that is an
// IO error like any other, so the words of its message are all that tells it from a full or broken disk; a test with a
// second process holds them.
func isLockConflict(err error) bool {
	message, _ := IsEngineError(err)
	return isKind(err, duckdb.ErrorTypeIO) && strings.Contains(message, "Could not set lock on file")
}
