//go:build linux

package warehouse

/*
#include <stddef.h>

// DuckDB's allocator, where its library comes with one, and the C library of GNU.
extern int duckdb_je_mallctl(const char *name, void *old, size_t *old_length, void *new, size_t new_length)
	__attribute__((weak));
extern int malloc_trim(size_t pad) __attribute__((weak));

static void recaudo_return_memory(void) {
	if (duckdb_je_mallctl) {
		duckdb_je_mallctl("arena.4096.purge", NULL, NULL, NULL, 0); // 4096 stands for all of them
	}
	if (malloc_trim) { // what DuckDB's objects take, which goes past its allocator
		malloc_trim(0);
	}
}
*/
import "C"

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"
)

// returnMemory gives memory that DuckDB has freed back to the system.
func returnMemory() { C.recaudo_return_memory() }

// keeperPause lies between two looks, in which a process takes some tens of megabytes.
const keeperPause = 20 * time.Millisecond

// startMemoryKeeper holds the process near the memory limit of db, which was opened with opts, until stop is called. stop
// is nil if it cannot be held: the system does not tell how much a process holds, or there is no limit.
func startMemoryKeeper(ctx context.Context, db *sql.DB, opts Options) (stop func(), err error) {
	limit, hasLimit, err := memoryLimit(ctx, db, opts)
	if err != nil || !hasLimit {
		return nil, err
	}
	statm, err := os.Open("/proc/self/statm")
	if err != nil {
		return nil, nil
	}
	keeper := newMemoryKeeper(limit, func() int64 { return residentBytes(statm) }, returnMemory)
	stopped, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		defer statm.Close()
		for ticks := time.Tick(keeperPause); ; {
			select {
			case <-stopped:
				return
			case <-ticks:
				keeper.look()
			}
		}
	}()
	return sync.OnceFunc(func() {
		close(stopped)
		<-ended
	}), nil
}

// memoryLimit returns the limit in bytes; false if it is more than a number can say. DuckDB tells its own limit with one
// decimal, which may be a tenth less than was asked for.
func memoryLimit(ctx context.Context, db *sql.DB, opts Options) (limit int64, hasLimit bool, err error) {
	var parsed sql.NullInt64
	err = db.QueryRowContext(ctx,
		"select try(parse_formatted_bytes(coalesce(nullif($1, ''), current_setting('memory_limit')))::bigint)", opts.MemoryLimit,
	).Scan(&parsed)
	if err != nil {
		return 0, false, fmt.Errorf("read the memory limit: %w", err)
	}
	return parsed.Int64, parsed.Valid, nil
}

// residentBytes returns what the process holds, from its statm file; 0 if that cannot be read.
func residentBytes(statm *os.File) int64 {
	var content [128]byte
	length, _ := statm.ReadAt(content[:], 0) // the end of the file is no fault
	fields := bytes.Fields(content[:length])
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
