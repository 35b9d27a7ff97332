package cli

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"

	"github.com/recaudo/recaudo/ingest"
)

// lift lets debtors and accounts be loaded again that were erased.
func (e *eraser) lift(ctx context.Context, debtors []string, opts eraseOptions) error {
	pseudonyms, err := e.config.Privacy.pseudonyms(e.getenv)
	if err != nil {
		return err
	}
	key, err := readErasedKey(e.config.Warehouse)
	if err != nil {
		return err
	}
	if e.erased, err = ingest.ReadErased(ctx, e.db, key); err != nil {
		return err
	}
	debtors = storedForms(pseudonyms, "debtor_id", debtors)
	accounts := storedForms(pseudonyms, "account_id", opts.accounts)
	e.ids = slices.Concat(debtors, accounts)
	lifted := 0
	err = e.db.InTx(ctx, func(tx *sql.Tx) error {
		lifted, err = ingest.LiftErased(ctx, tx, e.erased, debtors, accounts)
		if err == nil && opts.isDry {
			err = errDry
		}
		return err
	})
	switch {
	case err != nil && !errors.Is(err, errDry):
		return err
	case lifted == 0:
		return errors.New("nobody of this id was erased from this warehouse; write it as when it was erased")
	case opts.isDry:
		e.sayf("%s of him would be lifted", plural(int64(lifted), "id"))
		return nil
	}
	e.sayf("lifted: %s of him may be loaded again", plural(int64(lifted), "id"))
	err = e.search(ctx, func(search ingest.FileSearch) error {
		exports, err := search.FindExports(ctx, e.config.Root, e.config.Sources)
		for _, name := range exports {
			e.sayf("he stands in the export %s", filepath.Join(e.config.Root, name))
		}
		return err
	})
	if err != nil {
		return err
	}
	e.sayf("from here on exports load with him; of the past he returns only by what is brought anew, since a file whose " +
		"content was loaded is not loaded twice: have his rows exported into a file of their own, and run `recaudo run`")
	return nil
}

// errDry rolls back what a dry run did.
var errDry = errors.New("dry run")
