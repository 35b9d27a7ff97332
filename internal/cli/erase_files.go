package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// otherFiles lists the snapshots: the published one, and the kept ones from the newest on.
func (c *Config) otherFiles() ([]string, error) {
	kept, err := warehouse.Kept(c.Published)
	if err != nil && !isMissing(err) {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	slices.Reverse(kept)
	files := []string{c.Published}
	for _, snapshot := range kept {
		files = append(files, snapshot.Path)
	}
	return slices.DeleteFunc(files, func(path string) bool {
		_, err := os.Stat(path)
		return isMissing(err)
	}), nil
}

// eachFile shows every file to look, the warehouse first.
func (e *eraser) eachFile(ctx context.Context, look func(db *warehouse.DB) error) error {
	if e.db != nil {
		if err := look(e.db); err != nil {
			return err
		}
	}
	files, err := e.config.otherFiles()
	if err != nil {
		return err
	}
	if e.db == nil {
		files = append([]string{e.config.Warehouse}, files...)
	}
	for _, path := range files {
		db, err := e.config.openAs(ctx, path)
		if err != nil {
			return fmt.Errorf("%w; what can't be opened can't be searched: move it away, and delete it there", err)
		}
		if err := errors.Join(look(db), db.Close()); err != nil {
			return err
		}
	}
	return nil
}

// rewriteSnapshots takes the debtor's rows out of every snapshot. Their other figures stay as they were published; one
// that is restored is computed anew by the next run.
func (e *eraser) rewriteSnapshots(ctx context.Context, alsoPublished bool) error {
	files, err := e.config.otherFiles()
	if err != nil {
		return err
	}
	for _, path := range files {
		if path == e.config.Published && !alsoPublished {
			continue
		}
		e.reach("rewrite snapshot")
		if err := e.rewrite(ctx, path, true); err != nil {
			return err
		}
		e.sayf("removed from %s", path)
	}
	return nil
}

// removeLeftovers removes what jobs that were killed left of their work, half copies, decoded exports and rows spilled to
// disk, and the warehouse that a restore has set aside: it may be damaged, so that nobody can take rows out of it.
func (e *eraser) removeLeftovers() error {
	aside := warehouse.Aside(e.config.Warehouse)
	if _, err := os.Stat(aside); err == nil {
		e.sayf("removed %s, which `recaudo restore` had set aside", aside)
	}
	leftovers := []string{
		aside, aside + ".wal", e.config.Warehouse + ".new", e.config.Published + ".new",
	}
	for _, place := range []string{e.config.Published + ".*.new", e.config.Published + "*.fresh"} {
		found, err := filepath.Glob(place)
		if err != nil {
			return fmt.Errorf("list leftovers: %w", err)
		}
		leftovers = append(leftovers, found...)
	}
	for _, path := range leftovers {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("remove leftovers: %w", err)
		}
	}
	for _, path := range []string{e.config.Warehouse, e.config.Published} {
		if err := warehouse.RemoveSpilled(path, e.config.TempDirectory); err != nil {
			return fmt.Errorf("remove leftovers: %w", err)
		}
	}
	return e.removeScratch()
}

// removeScratch removes the decoded exports of jobs that were killed. Those of commands that belong to no warehouse may be
// at work, another user's or about another warehouse: they are named.
func (e *eraser) removeScratch() error {
	folder := e.scratchFolder()
	if err := ingest.RemoveScratch(folder, e.config.Warehouse); err != nil {
		return fmt.Errorf("remove leftovers: %w", err)
	}
	folders := []string{folder, os.TempDir()}
	slices.Sort(folders)
	for _, folder := range slices.Compact(folders) {
		untied, err := ingest.UntiedScratch(folder)
		if err != nil {
			return fmt.Errorf("list leftovers: %w", err)
		}
		for _, path := range untied {
			e.sayf("look at it: %s is of another command; if that was killed, it may have left him there: remove it", path)
		}
	}
	return nil
}

// scratchFolder is where jobs put what they decode.
func (e *eraser) scratchFolder() string { return cmp.Or(e.config.TempDirectory, os.TempDir()) }

// search looks for the debtor in exports and their archived copies. Where tables have pseudonyms, his ids are there as
// they were typed, and else as only their pseudonyms tell.
func (e *eraser) search(ctx context.Context, work func(ingest.FileSearch) error) (err error) {
	db, err := warehouse.Open(ctx, e.config.memoryOptions())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	scratch, err := ingest.MakeScratch(e.scratchFolder(), e.config.Warehouse)
	if err != nil {
		return fmt.Errorf("create folder for decoded files: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	pseudonyms, err := e.config.Privacy.pseudonyms(e.getenv)
	if err != nil {
		return err
	}
	return work(ingest.FileSearch{
		DB: db, IDs: append(slices.Clone(e.typed), e.ids...), TempDir: scratch,
		Known: ingest.NewKnownPseudonyms(pseudonyms, e.ids, e.config.Sources),
	})
}

// cleanArchive blanks the debtor's lines in archived copies, and removes the copies in which it can't.
func (e *eraser) cleanArchive(ctx context.Context) error {
	if _, err := os.Stat(e.config.Archive); e.config.Archive == "" || isMissing(err) {
		return nil
	}
	return e.search(ctx, func(search ingest.FileSearch) error {
		copies, err := search.Find(ctx, e.config.Archive)
		if err != nil {
			return err
		}
		for _, path := range copies {
			isBlanked, err := search.Blank(ctx, path)
			if err != nil {
				return fmt.Errorf("blank lines of %s: %w", path, err)
			}
			if isBlanked {
				e.sayf("blanked his lines in %s", path)
				continue
			}
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("remove archived copy: %w", err)
			}
			e.sayf("removed %s: his rows can't be taken out of it, and `recaudo trace` no longer finds the others", path)
		}
		return nil
	})
}

// prove searches every table of every file, and the archive, for the erased ids.
func (e *eraser) prove(ctx context.Context) error {
	if e.db != nil {
		if err := e.db.Checkpoint(ctx); err != nil {
			return err
		}
	}
	left, files := 0, 0
	err := e.eachFile(ctx, func(db *warehouse.DB) error {
		files++
		hits, err := ingest.SearchTables(ctx, db, e.ids)
		for _, hit := range hits {
			if hit.IsSure {
				left++
				e.sayf("still there: %s in %s.%s of %s", plural(hit.Rows, "row"), hit.Table, hit.Column, db.Path())
			} else {
				e.sayf("look at it: %s in %s.%s of %s may be about something else", plural(hit.Rows, "row"), hit.Table, hit.Column,
					db.Path())
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	err = e.search(ctx, func(search ingest.FileSearch) error {
		if _, err := os.Stat(e.config.Archive); e.config.Archive != "" && err == nil {
			copies, err := search.Find(ctx, e.config.Archive)
			if err != nil {
				return err
			}
			for _, path := range copies {
				left++
				e.sayf("still there: %s", path)
			}
		}
		exports, err := search.FindExports(ctx, e.config.Root, e.config.Sources)
		for _, name := range exports {
			e.sayf("he stands in the export %s; remove it or him from it", filepath.Join(e.config.Root, name))
		}
		return err
	})
	if err != nil {
		return err
	}
	if left > 0 {
		return fmt.Errorf("the debtor is still found in %s; run `recaudo erase` again, and report it if that does not help",
			plural(int64(left), "place"))
	}
	e.sayf("searched every table of %s and the archive: nothing is left", countFiles(files))
	return nil
}
