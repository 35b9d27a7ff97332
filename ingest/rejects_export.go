package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// RejectExport is what an export of rejected rows wrote.
type RejectExport struct {
	Outputs []RejectOutput
	Files   []ExportedRejects
}

// RejectOutput is one file with rejected rows of one shape.
type RejectOutput struct {
	Path string
	Rows int64
	// IsMatched says that a file of its name in the inbox is taken by the source.
	IsMatched bool
}

// ExportedRejects says what became of the rejected rows of one file.
type ExportedRejects struct {
	RejectedFile
	Exported int64
	Output   string   // "" if nothing of the file could be exported
	Notes    []string // what is not as usual, in sentences
}

// Missing counts the rejected rows of the file that were not exported.
func (f ExportedRejects) Missing() int64 { return max(0, f.Rows-f.Exported) }

// IsWhole reports whether none is missing.
func (f ExportedRejects) IsWhole() bool { return f.Missing() == 0 }

// ExportRejects writes the rejected rows of files as they stand there, so that somebody corrects them and puts them into
// the inbox: behind the file's own header, with its delimiter, encoding and line ends, and without a change, not even in
// cells that a spreadsheet takes for formulas. An apostrophe in front of "-120.50" or "+57 300…" would be loaded as a
// part of it. The files are read again where they lie, or in the archive.
//
// target is a folder, or a file if all rows have one shape. Nothing is ever written over, and nothing stays if it fails;
// killed, it leaves files that end in .part. erased are the ids that must not come back. opts needs DB, a database in memory
// so that a run that starts meanwhile does not find the warehouse open, Root, Archive, Sources, TimeZone, TempDir, Pseudonyms
// and Limits.
func ExportRejects(ctx context.Context, opts Options, erased Erased, files []RejectedFile, target string) (
	_ RejectExport, err error,
) {
	e := &rejectExporter{opts: opts.withDefaults(), erased: erased, target: target}
	if e.isFolder, err = isFolderName(target); err != nil {
		return RejectExport{}, err
	}
	for _, file := range files {
		if err = e.export(ctx, file); err != nil {
			break
		}
	}
	if err = errors.Join(err, e.finish()); err == nil {
		err = e.place()
	}
	if err != nil {
		return RejectExport{}, errors.Join(err, e.remove())
	}
	return e.report, nil
}

// isFolderName reports whether a target is a folder, or is to become one: it is there, or its name has no ending.
func isFolderName(target string) (bool, error) {
	info, err := os.Stat(target)
	switch {
	case err == nil && info.IsDir():
		return true, nil
	case err == nil:
		return false, fmt.Errorf("export rejects: %s is there already; somebody may be correcting it, name another", target)
	case !errors.Is(err, os.ErrNotExist):
		return false, fmt.Errorf("export rejects: %w", err)
	}
	return strings.HasSuffix(target, "/") || filepath.Ext(target) == "", nil
}

// rejectExporter writes the outputs of one export.
type rejectExporter struct {
	opts     Options
	erased   Erased
	target   string
	isFolder bool
	report   RejectExport
	outputs  []*rejectWriter
}

// shape is what two files have in common whose rows may stand in one.
type shape struct {
	format   string
	header   string // with the lines before it
	dialect  string
	hasBOM   bool
	lineEnd  string
	version  string // where the name of a file says of which version its rows are
	encoding string
}

// unreadableFile is why the rows of one file can't be exported; the others go on.
type unreadableFile struct{ message string }

func (e *unreadableFile) Error() string { return e.message }

func (e *rejectExporter) export(ctx context.Context, file RejectedFile) error {
	done := ExportedRejects{RejectedFile: file}
	err := e.exportFile(ctx, &done)
	var unreadable *unreadableFile
	var refused *refusal
	switch {
	case errors.As(err, &unreadable):
		done.Notes = append(done.Notes, unreadable.message)
	case errors.As(err, &refused):
		done.Notes = append(done.Notes, "it can't be read under today's settings: "+refused.message)
	case err != nil:
		return err
	}
	e.report.Files = append(e.report.Files, done)
	return nil
}

func (e *rejectExporter) exportFile(ctx context.Context, done *ExportedRejects) error {
	at := slices.IndexFunc(e.opts.Sources, func(source Source) bool { return source.Name == done.Source })
	if at < 0 {
		return &unreadableFile{"its source is no longer in the config"}
	}
	l, name, err := e.open(ctx, done.RejectedFile)
	if err != nil {
		return err
	}
	defer l.close()
	l.erased = e.erased
	r := &rejectReader{loader: l, source: e.opts.Sources[at], done: done, exporter: e}
	if err := r.find(name); err != nil {
		return err
	}
	if err := r.read(ctx); err != nil {
		return err
	}
	if err := l.orChanged(r.file, nil); err != nil {
		return fmt.Errorf("export rejects: %w", err)
	}
	return nil
}

// open opens the folder in which the content lies: under the name of its load, under another one since, or the archive.
func (e *rejectExporter) open(ctx context.Context, file RejectedFile) (*loader, string, error) {
	for _, name := range append([]string{file.Path}, file.Names...) {
		l, found, err := traceLoader(ctx, e.opts, Origin{Source: file.Source, Path: name}, file.hash)
		if err != nil {
			return nil, "", fmt.Errorf("export rejects of %s: %w", file.Path, err)
		}
		if l != nil {
			return l, found, nil
		}
	}
	where := "it changed or is gone since it was loaded, and there is no archive; set `archive:` to keep copies"
	if e.opts.Archive != "" {
		where = "it changed or is gone since it was loaded, and the archive has no copy"
	}
	return nil, "", &unreadableFile{where}
}

// rejectReader reads the rejected rows of one file again.
type rejectReader struct {
	*loader
	source   Source
	file     exportFile
	done     *ExportedRejects
	exporter *rejectExporter
}

// find looks at the file as a run does.
func (r *rejectReader) find(name string) error {
	info, err := r.root.Stat(name)
	if err != nil {
		return fmt.Errorf("export rejects of %s: %w", r.done.Path, err)
	}
	r.file = exportFile{
		Path: name, SizeBytes: info.Size(), ModifiedAt: info.ModTime().UTC().Truncate(microsecond), info: info,
		ExportedAt: r.done.ExportedAt,
	}
	if err := r.stampVersion(r.source, &r.file); err != nil {
		return &unreadableFile{err.Error()}
	}
	return nil
}

// read exports the rows, by the format of the file.
func (r *rejectReader) read(ctx context.Context) error {
	format, ok := formatOf(r.source, r.file.Path)
	if !ok {
		return &unreadableFile{"its ending names no format; set `format:`"}
	}
	switch format {
	case "csv", "ndjson":
		return r.readText(ctx, format)
	default:
		return r.readRecords(ctx, format)
	}
}

func (r *rejectReader) note(format string, args ...any) {
	r.done.Notes = append(r.done.Notes, fmt.Sprintf(format, args...))
}

// version is part of a shape where files state the version of their rows by their names: rows of two versions must not
// stand in one file, or the older would pass for newer than they are.
func (r *rejectReader) version() string {
	if r.source.ExportedAt == "" {
		return ""
	}
	return r.file.ExportedAt.Format("2006-01-02 15:04:05")
}

// holdsErased reports whether one of the words of a row is an id that was erased, or whose pseudonym was. Such a row is
// in the export of nobody: it would come back.
func (r *rejectReader) holdsErased(words iter.Seq[string]) bool {
	if r.erased.IsEmpty() {
		return false
	}
	for word := range words {
		if r.erased.Has(word) || len(r.Pseudonyms.Columns) > 0 && r.erased.Has(r.Pseudonyms.Of(word)) {
			return true
		}
	}
	return false
}
