//go:build linux

package warehouse

/*
#include <stddef.h>

// Only the C library of GNU has them. M_MMAP_THRESHOLD is -3 there.
extern int malloc_trim(size_t pad) __attribute__((weak));
extern int mallopt(int parameter, int value) __attribute__((weak));

static void recaudo_trim(void) {
	if (malloc_trim) {
		malloc_trim(0);
	}
}

static void recaudo_map_blocks(int size) {
	if (malloc_trim && mallopt) {
		mallopt(-3, size);
	}
}
*/
import "C"

import "sync"

// blockBytes is the size of DuckDB's blocks.
const blockBytes = 256 << 10

// mapBlocks makes the C library take each block from the system and give it back by itself. It would begin to cut blocks
// from larger pieces as soon as the first is freed, and a piece goes back only when all in it is free: of a limit of 2 GB
// the process grew to 2.8.
var mapBlocks = sync.OnceFunc(func() { C.recaudo_map_blocks(blockBytes) })

// ReturnMemory gives memory that DuckDB has freed back to the system. The C library keeps it otherwise, and as DuckDB
// counts only what it holds, the process would grow past its memory limit.
func (db *DB) ReturnMemory() { C.recaudo_trim() }
