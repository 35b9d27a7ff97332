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
	if (malloc_trim) {
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

// startMemoryKeeper holds the process near the memory limit of db until stop is called. A system that does not tell how
// much a process holds, and a database without a limit, are left alone.
func startMemoryKeeper(ctx context.Context, db *sql.DB) (stop func(), err error) {
	var limit sql.NullInt64
	err = db.QueryRowContext(ctx, "select try(parse_formatted_bytes(current_setting('memory_limit')))::bigint").Scan(&limit)
	if err != nil {
		return nil, fmt.Errorf("read the memory limit: %w", err)
	}
	statm, err := os.Open("/proc/self/statm")
	if err != nil || !limit.Valid {
		return func() {}, nil
	}
	keeper := newMemoryKeeper(limit.Int64, func() int64 { return residentBytes(statm) }, returnMemory)
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
