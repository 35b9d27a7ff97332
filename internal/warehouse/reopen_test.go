package warehouse

import (
	"path/filepath"
	"sync"
	"testing"
)

// An exporter and a run in one process look at the published file at the same time.
func TestReadersOfOneProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	write(t, path, "create table t as select 7 as night")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				db, err := Open(t.Context(), Options{Path: path, ReadOnly: true})
				if err != nil {
					t.Error(err)
					return
				}
				var night int
				if err := db.QueryRowContext(t.Context(), "select night from t").Scan(&night); err != nil || night != 7 {
					t.Errorf("got night %d and error %v", night, err)
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}
