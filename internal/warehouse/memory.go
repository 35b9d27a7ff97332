package warehouse

// memoryKeeper holds the memory of the process near DuckDB's limit. DuckDB counts what it holds, but its allocator keeps
// what was freed for another second or two, which at a gigabyte a second is as much again. To give all of it back at once
// would cost a run a quarter of its time, so the keeper does it only while the process is above the limit.
type memoryKeeper struct {
	limit    int64 // bytes that may be held before anything is given back
	slack    int64 // bytes by which it may grow, when it is in use, before that is tried again
	bound    int64 // bytes at which it is given back next
	resident func() int64
	giveBack func()
}

// newMemoryKeeper makes one for DuckDB's limit in bytes. The program and what DuckDB does not count lie beside it, so
// memory is given back from a sixteenth above the limit on.
func newMemoryKeeper(limit int64, resident func() int64, giveBack func()) *memoryKeeper {
	allowed := limit + limit/16
	return &memoryKeeper{limit: allowed, slack: limit / 32, bound: allowed, resident: resident, giveBack: giveBack}
}

// look gives memory back if it has to.
func (k *memoryKeeper) look() {
	held := k.resident()
	if held > k.bound {
		k.giveBack()
		held = k.resident()
		k.bound = held + k.slack
	}
	k.bound = max(k.limit, min(k.bound, held+k.slack))
}
