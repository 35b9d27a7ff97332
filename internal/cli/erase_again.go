package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/recaudo/recaudo/ingest"
)

// takeOverErased notes in a new warehouse who was erased from the one whose place it takes, as the latest snapshot that
// opens has it. Where a key says that debtors were erased, and no snapshot who, all of them would come back.
func (p *pipeline) takeOverErased(ctx context.Context) error {
	var isNew bool
	if err := p.db.QueryRowContext(ctx, "select count(*) = 0 from ops.runs").Scan(&isNew); err != nil || !isNew {
		return err
	}
	files, err := p.config.otherFiles()
	if err != nil {
		return err
	}
	for _, path := range files {
		hashes, err := p.config.erasedHashes(ctx, path)
		if err != nil {
			continue // damaged; the next one may be whole
		}
		return p.db.InTx(ctx, func(tx *sql.Tx) error { // with the first run, or again
			if _, err := tx.ExecContext(ctx, "delete from ops.erased_ids"); err != nil {
				return fmt.Errorf("note erased ids: %w", err)
			}
			return ingest.WriteErasedHashes(ctx, tx, hashes)
		})
	}
	key := erasedKeyPath(p.config.Warehouse)
	if _, err := os.Stat(key); isMissing(err) {
		return nil
	}
	return fmt.Errorf("the warehouse is new, but %s says that debtors were erased from the one before, and no snapshot that "+
		"opens says which: they would be loaded again; bring a snapshot back to %s and run again. To load them on purpose, "+
		"move the key away", key, p.config.Published)
}

// erasedHashes are those of the ids that were erased from a snapshot or warehouse.
func (c *Config) erasedHashes(ctx context.Context, path string) (hashes map[string]time.Time, err error) {
	db, err := c.openAs(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return ingest.ErasedHashes(ctx, db)
}

// sayWhoIsErased tells how many ids a snapshot that takes the place of the warehouse erases again, whose erasure was
// lifted, and how many it brings back: a copy from elsewhere may have been made before they were erased.
func (a *app) sayWhoIsErased(ctx context.Context, config Config, before map[string]time.Time, beforeErr error) error {
	after, err := config.erasedHashes(ctx, config.Warehouse)
	if err != nil {
		return err
	}
	if beforeErr != nil {
		if len(after) > 0 {
			a.sayf("%s stay erased, as in the snapshot; what was lifted later is to be lifted again", countIDs(len(after)))
		}
		return nil
	}
	if again := countBeyond(after, before); again > 0 {
		a.sayf("warning: %s that had been lifted are erased again: `recaudo erase --lift` lifts them anew", countIDs(again))
	}
	if back := countBeyond(before, after); back > 0 {
		a.sayf("warning: %s that had been erased are not erased in this snapshot: run `recaudo erase` for them again",
			countIDs(back))
	}
	return nil
}

// countBeyond counts the hashes that are not among others.
func countBeyond(hashes, others map[string]time.Time) int {
	count := 0
	for hash := range hashes {
		if _, ok := others[hash]; !ok {
			count++
		}
	}
	return count
}

func countIDs(count int) string { return plural(int64(count), "id") }

// describeErased says how many rows of loaded files were left out because their debtor was erased, "" if none were.
func describeErased(files ...ingest.FileReport) string {
	var rows int64
	for _, file := range files {
		if file.Status == ingest.Loaded {
			rows += file.Erased
		}
	}
	if rows == 0 {
		return ""
	}
	return ", " + plural(rows, "row") + " of erased debtors left out"
}
