package warehouse

import (
	"errors"
	"fmt"
	"io"
	"os"
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

// duckDBMagic stands at byte 8 of every DuckDB file.
const duckDBMagic = "DUCK"

// openError says why a file did not open, in words that tell what to do.
func openError(path string, err error) error {
	if path == "" {
		return fmt.Errorf("open in-memory warehouse: %w", err)
	}
	if !hasMagic(path) {
		return fmt.Errorf("open %s: %w: it is no DuckDB file; name another file at `warehouse:`, or move this one away",
			path, ErrNotWarehouse)
	}
	if isLockConflict(err) {
		return fmt.Errorf("open %s: %w: close it there (a DuckDB shell, a notebook, another recaudo) and run again",
			path, ErrBusy)
	}
	return fmt.Errorf("open %s: %w", path, err)
}

// hasMagic reports whether the file starts as DuckDB files do. A missing or empty file counts: DuckDB creates it.
func hasMagic(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return true
	}
	defer file.Close()
	head := make([]byte, 12)
	n, err := io.ReadFull(file, head)
	if n == 0 && errors.Is(err, io.EOF) {
		return true
	}
	return n == len(head) && string(head[8:]) == duckDBMagic
}

// isLockConflict reports whether DuckDB refused to open a file because another process holds it. DuckDB gives the
// conflict no kind of its own, so the words of its message are all there is.
func isLockConflict(err error) bool {
	message, ok := IsEngineError(err)
	if !ok {
		message = err.Error()
	}
	return strings.Contains(message, "Could not set lock on file")
}
