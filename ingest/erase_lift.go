package ingest

import (
	"context"
	"fmt"
	"time"
)

// LiftErased forgets that debtors were erased, with the accounts that were erased by the same commands, and that accounts
// were. It returns how many ids may be loaded again; 0 if none of them was erased.
func LiftErased(ctx context.Context, db execer, erased Erased, debtors, accounts []string) (lifted int, err error) {
	// One command writes one time, whatever number of ids it notes.
	times := map[time.Time]bool{}
	for _, id := range debtors {
		if at := erased.hashes[erased.Hash(id)]; !at.IsZero() {
			times[at] = true
		}
	}
	named := map[string]bool{}
	for _, id := range append(append([]string{}, debtors...), accounts...) {
		named[erased.Hash(id)] = true
	}
	for hash, at := range erased.hashes {
		if !named[hash] && !times[at] {
			continue
		}
		if _, err := db.ExecContext(ctx, "delete from ops.erased_ids where id_hash = ?", hash); err != nil {
			return 0, fmt.Errorf("lift erased ids: %w", err)
		}
		lifted++
	}
	return lifted, nil
}
