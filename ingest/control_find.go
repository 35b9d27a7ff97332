package ingest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

func matchesGlob(pattern, name string) bool {
	matches, err := doublestar.Match(pattern, name)
	return err == nil && matches
}

// isSidecar reports whether a file holds the control totals of another, of whichever source.
func (l *loader) isSidecar(name string) bool {
	return slices.ContainsFunc(l.Sources, func(source Source) bool { return source.isSidecar(name) })
}

// footerLine is the line of a file that states its totals.
type footerLine struct {
	line    int64 // physical line, or row of the sheet
	fromEnd int   // 1 is the last line that is not blank
	figures map[string]string
	asRows  []int64 // lines above it that are skipped, too, but look like rows
}

// lastLines keeps the last lines of a file that are not blank.
type lastLines struct {
	most  int
	texts []string
	lines []int64
}

func (k *lastLines) add(line int64, text string) {
	k.texts, k.lines = append(k.texts, text), append(k.lines, line)
	if len(k.texts) > k.most {
		k.texts, k.lines = k.texts[1:], k.lines[1:]
	}
}

// findFooter looks for the footer of a delimited text file, and lets the dialect skip it. It is the last line, or one of
// those that the dialect skips anyway.
func (l *loader) findFooter(ctx context.Context, source Source, file exportFile, dialect *Dialect) (*footerLine, error) {
	if !source.hasFooter() {
		return nil, nil
	}
	kept := lastLines{most: max(1, dialect.SkipFooterRows)}
	in, err := l.texts(file).openDecoded(file.Path, *dialect)
	if err != nil {
		return nil, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	defer in.Close() // it was only read
	lines := bufio.NewReaderSize(contextReader{ctx, in}, 1<<16)
	width := 0
	for number := int64(1); ; number++ {
		line, err := readLine(lines)
		if number == int64(dialect.SkipHeaderRows)+1 {
			width = len(splitCells(string(line), *dialect))
		}
		if len(bytes.TrimSpace(line)) > 0 && number > int64(dialect.SkipHeaderRows)+1 {
			kept.add(number, string(line))
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			return nil, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
		}
	}
	return takeFooter(source, kept, dialect, dialect.Delimiter, func(text string) bool {
		return strings.HasPrefix(text, "{") || width > 1 && len(splitCells(text, *dialect)) == width
	})
}

// findSheetFooter is findFooter of a sheet, whose cells stand between semicolons.
func (l *loader) findSheetFooter(ctx context.Context, source Source, file exportFile, dialect *Dialect) (
	footer *footerLine, err error,
) {
	if !source.hasFooter() {
		return nil, nil
	}
	rows, err := openSheet(l.root.FS(), file.Path, source.Records, *dialect, l.Limits)
	if err != nil {
		return nil, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	kept := lastLines{most: max(1, dialect.SkipFooterRows)}
	header, err := readSheetHeader(rows, *dialect)
	if err == nil {
		for err = rows.next(); err == nil; err = rows.next() {
			if !rows.isBlank() {
				kept.add(rows.number, strings.TrimRight(strings.Join(rows.cells, ";"), "; "))
			}
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
		}
	}
	if !errors.Is(err, io.EOF) {
		return nil, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	return takeFooter(source, kept, dialect, ";", func(text string) bool {
		return len(header.Headers) > 1 && strings.Count(text, ";")+1 == len(header.Headers)
	})
}

// takeFooter looks for the footer among the last lines, the last one first. isRow says which of them look like rows.
func takeFooter(source Source, kept lastLines, dialect *Dialect, delimiter string, isRow func(text string) bool) (
	*footerLine, error,
) {
	entity, _ := LookupEntity(source.Entity)
	form, err := parseFooter(source.Control.Footer, delimiter, entity)
	if err != nil {
		return nil, err
	}
	for i := len(kept.texts) - 1; i >= 0; i-- {
		figures, ok := form.find(kept.texts[i])
		if !ok {
			continue
		}
		footer := &footerLine{line: kept.lines[i], fromEnd: len(kept.texts) - i, figures: figures}
		for above := range i {
			if isRow(strings.TrimRight(kept.texts[above], "\r\n")) {
				footer.asRows = append(footer.asRows, kept.lines[above])
			}
		}
		dialect.SkipFooterRows = max(dialect.SkipFooterRows, footer.fromEnd)
		return footer, nil
	}
	return nil, nil
}

// footerForm looks for a footer. Exports pad it with delimiters to the width of their rows, or leave those out.
type footerForm struct {
	asIs, unpadded controlText
	delimiter      string
}

func parseFooter(text, delimiter string, entity Entity) (form footerForm, err error) {
	if form.asIs, err = parseControlText(text, entity); err != nil {
		return form, err
	}
	form.delimiter = delimiter
	form.unpadded, err = parseControlText(withoutPadding(text, delimiter), entity)
	return form, err
}

// find returns the texts of the figures, false if the line is no footer.
func (f footerForm) find(line string) (map[string]string, bool) {
	if figures, ok := f.unpadded.find(withoutPadding(line, f.delimiter)); ok {
		return figures, true
	}
	return f.asIs.find(line) // what is not looked at may be empty
}

// withoutPadding cuts blanks and delimiters off the end of a line.
func withoutPadding(line, delimiter string) string {
	for {
		line = strings.TrimSpace(line)
		shorter := strings.TrimSuffix(line, delimiter)
		if shorter == line {
			return line
		}
		line = shorter
	}
}

// maxSidecarBytes is the largest file of control totals.
const maxSidecarBytes = 1 << 20

// sidecarFile is the file of control totals of one export, as it was when the export was tried.
type sidecarFile struct {
	path    string
	content []byte
	err     error // fs.ErrNotExist if it is not there
}

// readSidecar reads the sidecar of a file, nil if the source has none.
func (l *loader) readSidecar(source Source, file exportFile) *sidecarFile {
	if !source.hasSidecar() {
		return nil
	}
	sidecar := &sidecarFile{path: source.sidecarPath(file.Path)}
	info, err := l.root.Stat(sidecar.path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no file")
	}
	if err != nil {
		sidecar.err = err
		return sidecar
	}
	in, err := l.root.Open(sidecar.path)
	if err != nil {
		sidecar.err = err
		return sidecar
	}
	defer in.Close() // it was only read
	sidecar.content, sidecar.err = io.ReadAll(io.LimitReader(in, maxSidecarBytes+1))
	if len(sidecar.content) > maxSidecarBytes {
		sidecar.err = fmt.Errorf("it has more than %d bytes", maxSidecarBytes)
	}
	return sidecar
}

// figures returns the texts of the figures that a sidecar states; ok is false if there is no sidecar.
func (s *sidecarFile) figures(source Source, entity Entity) (figures map[string]string, ok bool, err error) {
	if errors.Is(s.err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if s.err != nil {
		return nil, true, s.err
	}
	form, err := parseControlText(source.Control.Sidecar.Text, entity)
	if err != nil {
		return nil, true, err
	}
	text, err := decodeSample(s.content, sniffEncoding(s.content))
	if err != nil {
		return nil, true, err
	}
	figures, ok = form.find(text)
	if !ok {
		return nil, true, fmt.Errorf("its text is not of the form %q, which `control.sidecar.text` of source %s gives",
			source.Control.Sidecar.Text, source.Name)
	}
	return figures, true, nil
}

// fingerprint is hashConfig with the sidecar: a file that was refused is tried again when that comes or changes.
func (l *loader) fingerprint(a attempt) (string, error) {
	hash, err := hashConfig(a.source, l.TimeZone, l.Limits)
	if err != nil || a.sidecar == nil {
		return hash, err
	}
	sum := sha256.New()
	_, _ = fmt.Fprintf(sum, "%s %t ", hash, a.sidecar.err == nil) // a hash takes everything
	_, _ = sum.Write(a.sidecar.content)
	return hex.EncodeToString(sum.Sum(nil)), nil
}
