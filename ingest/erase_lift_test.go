package ingest

import (
	"slices"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// A lift takes what one command erased with the debtor, and nobody else.
func TestLiftErased(t *testing.T) {
	march, may := time.Date(2026, 3, 1, 2, 0, 0, 123456789, time.UTC), time.Date(2026, 5, 1, 2, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name              string
		debtors, accounts []string
		want              []string // that stay erased
	}{
		{"a debtor", []string{"D1"}, nil, []string{"D2", "A3", "A4"}},
		{"an account", nil, []string{"A3"}, []string{"D1", "A1", "A2", "D2", "A4"}},
		{"both", []string{"D1"}, []string{"A4"}, []string{"D2", "A3"}},
		{"nobody", []string{"D9", "A9"}, []string{"D9"}, []string{"D1", "A1", "A2", "D2", "A3", "A4"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			db, err := warehouse.Open(t.Context(), warehouse.Options{Threads: 1})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.ExecContext(t.Context(), "create schema ops; create table ops.erased_ids (id_hash varchar, erased_at timestamp)"); err != nil {
				t.Fatal(err)
			}
			key := Secret(testKey)
			read := func() Erased {
				erased, err := ReadErased(t.Context(), db, key)
				if err != nil {
					t.Fatal(err)
				}
				return erased
			}
			for at, ids := range map[time.Time][]string{march: {"D1", "A1", "A2"}, may: {"D2", "A3"}, {}: {"A4"}} {
				if err := WriteErased(t.Context(), db, read(), ids, at); err != nil {
					t.Fatal(err)
				}
			}
			lifted, err := LiftErased(t.Context(), db, read(), tt.debtors, tt.accounts)
			if err != nil {
				t.Fatal(err)
			}
			stay := read().Among([]string{"D1", "A1", "A2", "D2", "A3", "A4"})
			if !slices.Equal(stay, tt.want) || lifted != 6-len(stay) {
				t.Errorf("lifted %d, and %q stay; want %q", lifted, stay, tt.want)
			}
		})
	}
}
