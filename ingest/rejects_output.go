package ingest

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// partEnding is that of an output until it is whole: what is there under its own name can be corrected and loaded.
const partEnding = ".part"

// output returns the writer of a shape, a new one if there is none.
func (e *rejectExporter) output(source Source, file RejectedFile, s shape, open func(*os.File) (*rejectWriter, error)) (
	*rejectWriter, bool, error,
) {
	for _, writer := range e.outputs {
		if writer.shape == s {
			return writer, false, nil
		}
	}
	place := e.target
	if e.isFolder {
		if err := os.MkdirAll(e.target, 0o700); err != nil {
			return nil, false, fmt.Errorf("export rejects: %w", err)
		}
		place = e.freeName(source, file, s.format)
	} else if len(e.outputs) > 0 {
		return nil, false, fmt.Errorf("export rejects: %s and %s have different headers, formats or versions, which do not "+
			"go into one file; name a folder instead of %s", e.outputs[0].first, file.Path, e.target)
	}
	if _, err := os.Lstat(place); err == nil {
		return nil, false, thereAlready(place)
	}
	// For this user only: it holds what the export holds, names and phones included.
	out, err := os.OpenFile(place+partEnding, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil, false, fmt.Errorf("export rejects: %s is there: an export goes on, or one was killed; then remove it",
			place+partEnding)
	}
	if err != nil {
		return nil, false, fmt.Errorf("export rejects: %w", err)
	}
	writer, err := open(out)
	if err != nil {
		return nil, false, errors.Join(err, out.Close(), os.Remove(out.Name()))
	}
	writer.shape, writer.path, writer.first, writer.file = s, place, file.Path, out
	writer.isMatched = matchesSource(source, filepath.Base(place), path.Base(file.Path), s.format)
	e.outputs = append(e.outputs, writer)
	return writer, true, nil
}

func thereAlready(place string) error {
	return fmt.Errorf("export rejects: %s is there already; somebody may be correcting it, name another folder", place)
}

// freeName names an output after its first file, as the version is read from it: pagos_20260305-rejected.csv. Where the
// source takes no such name, it ends in that of the file, or is it.
func (e *rejectExporter) freeName(source Source, file RejectedFile, format string) string {
	base := path.Base(file.Path)
	name := base
	if isCompressed(name) {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	ending := path.Ext(name)
	stem := strings.TrimSuffix(name, ending)
	if was := formatName(Source{}, name); format == "csv" && (was == "xlsx" || was == "parquet") {
		ending = ".csv"
	}
	isTaken := func(name string) bool {
		return slices.ContainsFunc(e.outputs, func(w *rejectWriter) bool { return filepath.Base(w.path) == name })
	}
	mark := "-rejected"
	for n := 2; isTaken(stem + mark + ending); n++ {
		mark = fmt.Sprintf("-rejected-%d", n)
	}
	names := []string{stem + mark + ending, stem + mark + "-" + stem + ending, stem + ending}
	for _, name := range names {
		if !isTaken(name) && matchesSource(source, name, base, format) {
			return filepath.Join(e.target, name)
		}
	}
	return filepath.Join(e.target, names[0])
}

// matchesSource reports whether the source takes a file of that name in one of its folders, reads it in the format in which
// it is written, and as of the version that another name states.
func matchesSource(source Source, name, versioned, format string) bool {
	isMatched, err := doublestar.Match(path.Base(cleanPattern(source)), name)
	if err != nil || !isMatched || formatName(source, name) != format {
		return false
	}
	if source.ExportedAt == "" {
		return true
	}
	pattern, err := parseExportedAt(source.ExportedAt)
	if err != nil {
		return false
	}
	was, _ := pattern.find(versioned, time.UTC)
	is, ok := pattern.find(name, time.UTC)
	return ok && is.Equal(was)
}

// finish writes the outputs to their end.
func (e *rejectExporter) finish() error {
	var errs []error
	for _, writer := range e.outputs {
		errs = append(errs, writer.end())
		e.report.Outputs = append(e.report.Outputs, RejectOutput{Path: writer.path, Rows: writer.rows, IsMatched: writer.isMatched})
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("export rejects: %w", err)
	}
	return nil
}

// place gives the outputs their names.
func (e *rejectExporter) place() error {
	for _, writer := range e.outputs {
		if err := placeNew(writer.file.Name(), writer.path); err != nil {
			return err
		}
		writer.isPlaced = true
	}
	return nil
}

// placeNew renames a file to a name that nothing has. Where the file system knows no links, a file that appears in the
// same instant is lost.
func placeNew(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		return os.Remove(from)
	}
	if _, there := os.Lstat(to); errors.Is(err, os.ErrExist) || there == nil {
		return thereAlready(to)
	}
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("export rejects: %w", err)
	}
	return nil
}

// remove takes the outputs of an export that failed away.
func (e *rejectExporter) remove() error {
	var errs []error
	for _, writer := range e.outputs {
		errs = append(errs, removeIfThere(writer.file.Name()))
		if writer.isPlaced {
			errs = append(errs, removeIfThere(writer.path))
		}
	}
	return errors.Join(errs...)
}
