package cli

import (
	"context"
	"errors"

	"github.com/recaudo/recaudo/ingest"
)

// keys compares the keys with what was loaded and erased with them: without the right ones no run loads anything.
func (d *doctor) keys(ctx context.Context) {
	const subject = "key"
	erasedKey, err := readErasedKey(d.config.Warehouse)
	if err != nil {
		d.problem(subject, "%v", err)
	}
	isKeyThere := err != nil || erasedKey != nil
	snapshots, _ := d.config.otherFiles() // what can't be listed is told already
	for _, path := range append([]string{d.config.Warehouse}, snapshots...) {
		db, err := d.config.openAs(ctx, path)
		if err != nil {
			continue // told already; a run may have it open
		}
		erased, err := ingest.ErasedHashes(ctx, db)
		pseudonyms, keyErr := d.config.Privacy.pseudonyms(d.getenv)
		if keyErr == nil { // else it is told already
			keyErr = pseudonyms.Check(ctx, db)
			if keyErr != nil {
				d.problem(subject, "%v", keyErr)
			}
		}
		if err = errors.Join(err, db.Close()); err != nil {
			d.problem(subject, "%v", err)
		}
		switch {
		case len(erased) > 0 && !isKeyThere:
			d.problem(subject, "debtors were erased, but the key by which they are known is missing, so no run loads anything; put "+
				"%s back from a backup", erasedKeyPath(d.config.Warehouse))
		case len(erased) > 0 && erasedKey != nil:
			d.ok(subject, "there is one for erased debtors")
		}
		return
	}
	if isKeyThere {
		d.problem(subject, "%s says that debtors were erased, but neither the warehouse nor a snapshot opens that says which; "+
			"bring one back, or a run refuses to begin", erasedKeyPath(d.config.Warehouse))
	}
}
