package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// exportRejects writes the rejected rows of a source, and closes the warehouse before it reads the files.
func exportRejects(
	ctx context.Context, a *app, config Config, db *warehouse.DB, filter ingest.RejectFilter, opts rejectsOptions,
) error {
	if err := checkOutside(config.Root, opts.export); err != nil {
		return errors.Join(err, db.Close())
	}
	files, erased, err := rejectedFiles(ctx, db, config, filter)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if len(files) == 0 {
		a.sayf("no row of source %s is rejected, so nothing is written", opts.source)
		return nil
	}
	pseudonyms, err := config.Privacy.pseudonyms(a.getenv)
	if err != nil {
		return err
	}
	work, err := warehouse.Open(ctx, config.memoryOptions())
	if err != nil {
		return fmt.Errorf("export rejects: %w", err)
	}
	report, err := ingest.ExportRejects(ctx, ingest.Options{
		DB:         work,
		Root:       config.Root,
		Sources:    config.Sources,
		TimeZone:   config.TimeZone,
		Archive:    config.Archive,
		TempDir:    config.TempDirectory,
		Pseudonyms: pseudonyms,
		Limits:     config.Limits.limits(),
		Logger:     a.logger(),
		Now:        a.now,
	}, erased, files, opts.export)
	if err = errors.Join(err, work.Close()); err != nil {
		return orInterrupted(ctx, err)
	}
	return a.tellExport(config, report)
}

// rejectedFiles lists what is to be exported, and who must not be in it.
func rejectedFiles(ctx context.Context, db *warehouse.DB, config Config, filter ingest.RejectFilter) (
	files []ingest.RejectedFile, erased ingest.Erased, err error,
) {
	if err = checkRejectsSource(ctx, db, config, filter.Source); err != nil {
		return nil, erased, err
	}
	key, err := readErasedKey(config.Warehouse)
	if err != nil {
		return nil, erased, err
	}
	if erased, err = ingest.ReadErased(ctx, db, key); err != nil {
		return nil, erased, err
	}
	files, err = ingest.ListRejectedFiles(ctx, db, filter)
	return files, erased, err
}

// tellExport says what was written, and what of the rejected rows is missing: that is exit code 1.
func (a *app) tellExport(config Config, report ingest.RejectExport) error {
	missing := int64(0)
	for _, file := range report.Files {
		if file.IsWhole() {
			a.sayf("%s: %s", file.Path, plural(file.Exported, "row"))
		} else {
			missing += file.Missing()
			a.sayf("warning: %s: %d of %s exported", file.Path, file.Exported, plural(file.Rows, "rejected row"))
		}
		for _, note := range file.Notes {
			a.sayf("  %s", note)
		}
	}
	for _, output := range report.Outputs {
		a.showf("wrote %s: %s", output.Path, plural(output.Rows, "row"))
		if output.IsMatched {
			continue
		}
		at := slices.IndexFunc(config.Sources, func(source ingest.Source) bool { return source.Name == report.Files[0].Source })
		source := config.Sources[at]
		text := fmt.Sprintf("source %s takes no such file: give it a name and a format that its path %q takes", source.Name,
			source.Path)
		if source.ExportedAt != "" {
			text += fmt.Sprintf(", and its exported_at %q", source.ExportedAt)
		}
		a.sayf("  %s", text)
	}
	if len(report.Outputs) > 0 {
		a.sayf("they hold the rows as the files do, with all personal data: correct them, put them into %s, and delete what is "+
			"left", config.Root)
	}
	if missing > 0 {
		return &reportedError{summary: plural(missing, "rejected row") + " could not be exported"}
	}
	return nil
}

// checkOutside refuses to write into the inbox, from which the next run would load the rows uncorrected.
func checkOutside(root, target string) error {
	inside, err := isInside(root, target)
	if err != nil {
		return fmt.Errorf("export rejects: %w", err)
	}
	if inside {
		return &usageError{message: fmt.Sprintf("--export %s lies under root: %s, from which the next run would load the rows as "+
			"they are; name a folder outside of it", target, root)}
	}
	return nil
}

// isInside reports whether a path that need not exist lies in a folder, links resolved.
func isInside(folder, target string) (bool, error) {
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return false, err
	}
	if target, err = filepath.Abs(target); err != nil {
		return false, err
	}
	rest := ""
	for {
		resolved, err := filepath.EvalSymlinks(target)
		if err == nil {
			target = filepath.Join(resolved, rest)
			break
		}
		if !errors.Is(err, os.ErrNotExist) || filepath.Dir(target) == target {
			return false, err
		}
		target, rest = filepath.Dir(target), filepath.Join(filepath.Base(target), rest)
	}
	relative, err := filepath.Rel(folder, target)
	return err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator)), nil
}
