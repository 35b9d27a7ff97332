package warehouse

import (
	"os"
	"testing"
)

// What DuckDB has freed stays with its allocator for as long as nobody asks: this fails where asking changes nothing.
func TestReturnMemory(t *testing.T) {
	const megabyte = 1 << 20
	db, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	statm, err := os.Open("/proc/self/statm")
	if err != nil {
		t.Skip("this system does not tell what a process holds: ", err)
	}
	defer statm.Close()
	// Hashes do not compress: 40 million take 320 MB.
	for _, statement := range []string{
		"create table numbers as select hash(range) as number from range(40_000_000)", "drop table numbers",
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	before := residentBytes(statm)
	returnMemory()
	after := residentBytes(statm)
	t.Logf("held %d MB before, %d MB after", before/megabyte, after/megabyte)
	if before-after < 100*megabyte {
		t.Errorf("gave %d MB of 300 back", (before-after)/megabyte)
	}
}
