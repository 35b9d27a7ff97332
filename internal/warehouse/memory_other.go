//go:build !linux

package warehouse

import (
	"context"
	"database/sql"
)

// startMemoryKeeper starts nothing: only DuckDB's library for Linux comes with an allocator that can be asked.
func startMemoryKeeper(context.Context, *sql.DB, Options) (stop func(), err error) { return nil, nil }
