package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// openSnapshot opens the published snapshot for reading.
func (a *app) openSnapshot(ctx context.Context) (*warehouse.DB, Config, error) {
	return a.openSnapshotFor(ctx, "")
}

// openSnapshotFor opens the published snapshot for reading and for writing one file, outputFile, with COPY.
func (a *app) openSnapshotFor(ctx context.Context, outputFile string) (*warehouse.DB, Config, error) {
	config, err := a.config()
	if err != nil {
		return nil, Config{}, err
	}
	opts := config.snapshotOptions()
	opts.OutputFile = outputFile
	db, err := warehouse.Open(ctx, opts)
	if isMissing(err) {
		return nil, config, fmt.Errorf("nothing is published yet at %s; `recaudo run` does it", config.Published)
	}
	if err != nil {
		return nil, config, err
	}
	if err := db.CheckVersion(ctx); err != nil {
		return nil, config, errors.Join(err, db.Close())
	}
	return db, config, nil
}
