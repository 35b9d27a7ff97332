//go:build linux

package warehouse

/*
#include <stddef.h>

// Only the C library of GNU has it.
extern int malloc_trim(size_t pad) __attribute__((weak));

static void recaudo_trim(void) {
	if (malloc_trim) {
		malloc_trim(0);
	}
}
*/
import "C"

// ReturnMemory gives memory that DuckDB has freed back to the system. The C library keeps it otherwise, and as DuckDB
// counts only what it holds, the process would grow past its memory limit.
func (db *DB) ReturnMemory() { C.recaudo_trim() }
