//go:build !linux

package warehouse

// ReturnMemory gives memory that DuckDB has freed back to the system, where the system can be asked to take it.
func (db *DB) ReturnMemory() {}
