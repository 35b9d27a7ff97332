package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// loadedFile is a file of the ledger that took effect.
type loadedFile struct {
	source, path, hash string
}

func (f loadedFile) content() [2]string { return [2]string{f.source, f.hash} }

// loadedFiles lists the files that took effect in a warehouse, in the order of their loads.
func loadedFiles(ctx context.Context, db *warehouse.DB) ([]loadedFile, error) {
	rows, err := db.QueryContext(ctx, "select source, path, coalesce(content_hash, '') from ops.loads "+
		"where status = 'loaded' order by load_id")
	if err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	var files []loadedFile
	for rows.Next() {
		var file loadedFile
		if err := rows.Scan(&file.source, &file.path, &file.hash); err != nil {
			return nil, errors.Join(fmt.Errorf("read the ledger: %w", err), rows.Close())
		}
		files = append(files, file)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("read the ledger: %w", err)
	}
	return files, nil
}

// sayWhatLoads tells which files the next run loads, and which ones it would have to load but can't find.
func (a *app) sayWhatLoads(ctx context.Context, config Config) (err error) {
	db, err := config.openAs(ctx, config.Warehouse)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	pending, err := ingest.Pending(ctx, ingest.Options{
		DB: db, Root: config.Root, Sources: config.Sources, TimeZone: config.TimeZone, TempDir: config.TempDirectory, Now: a.now,
	})
	if err != nil {
		return fmt.Errorf("look for files to load again: %w", err)
	}
	known, err := loadedFiles(ctx, db)
	if err != nil {
		return err
	}
	isThere := map[[2]string]bool{}
	for _, file := range known {
		isThere[file.content()] = true
	}
	var names []string
	for _, file := range pending {
		isThere[[2]string{file.Source, file.ContentHash}] = true
		names = append(names, file.Path)
	}
	if len(names) == 0 {
		a.sayf("the next run finds no file to load")
	} else {
		a.sayf("the next run loads %s: %s", countFiles(len(names)), listSome(names))
	}
	return a.sayWhatIsGone(ctx, config, isThere)
}

// sayWhatIsGone tells which files took effect after the snapshot and are no longer among the exports. The archive has
// their content; their names are known only as long as the replaced warehouse opens.
func (a *app) sayWhatIsGone(ctx context.Context, config Config, isThere map[[2]string]bool) error {
	var later []loadedFile
	if db, err := config.openAs(ctx, warehouse.Aside(config.Warehouse)); err == nil {
		later, err = loadedFiles(ctx, db)
		if err := errors.Join(err, db.Close()); err != nil {
			later = nil // as damaged as one that does not open
		}
	}
	var copies []ingest.ArchivedCopy
	if config.Archive != "" {
		var err error
		if copies, err = ingest.ListArchive(config.Archive); err != nil {
			return err
		}
	}
	for _, copied := range copies {
		content := [2]string{copied.Source, copied.ContentHash}
		if isThere[content] {
			continue
		}
		isThere[content] = true
		name := "a file"
		if i := slices.IndexFunc(later, func(file loadedFile) bool { return file.content() == content }); i >= 0 {
			name = later[i].path
		}
		a.sayf("warning: %s of source %s was loaded later and is not in %s; its copy is %s, put it back under its name",
			name, copied.Source, config.Root, copied.Path)
	}
	var gone []string
	for _, file := range later {
		if !isThere[file.content()] {
			gone = append(gone, file.path)
		}
	}
	if len(gone) > 0 {
		a.sayf("warning: loaded later, and neither in %s nor in an archive: %s; put them back to have their rows",
			config.Root, listSome(gone))
	}
	return nil
}

// listSome names up to ten files.
func listSome(names []string) string {
	const most = 10
	shown := make([]string, 0, most)
	for _, name := range names[:min(len(names), most)] {
		shown = append(shown, printable(filepath.ToSlash(name)))
	}
	text := strings.Join(shown, ", ")
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return text
}
