package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// exportFile is one file that a source's glob names.
type exportFile struct {
	Path       string // relative to the root, with slashes
	SizeBytes  int64
	ModifiedAt time.Time // UTC, to the microsecond, as the ledger keeps it
	// ExportedAt is the version of the file's rows, in UTC: from its name, else its modification time.
	ExportedAt time.Time
	// NamedDate is the business date in the name, zero if `exported_at` is not set.
	NamedDate time.Time
	// HasMixedEnds says that its line ends are of several kinds, so that a copy with one kind is read. It is found out
	// when the file is opened.
	HasMixedEnds bool

	info  fs.FileInfo // as it was found
	found time.Time   // when that was, by the clock of this machine
}

// discover lists the files of a source, the oldest version first and files of one version by name. A file that lies
// outside the root, or whose name does not fit `exported_at`, is left out and its error comes back by its path.
func (l *loader) discover(source Source) ([]exportFile, map[string]error, error) {
	pattern := path.Clean(strings.ReplaceAll(source.Path, `\`, "/"))
	names, err := doublestar.Glob(l.root.FS(), pattern, doublestar.WithFailOnIOErrors())
	if err != nil {
		return nil, nil, fmt.Errorf("source %s: list %s: %w; every file must lie under `root:`, links included",
			source.Name, source.Path, err)
	}
	var files []exportFile
	faults := map[string]error{}
	for _, name := range names {
		if !warehouse.IsPrintable(name) {
			quoted := strconv.QuoteToGraphic(name)
			faults[quoted] = fmt.Errorf("open %s: its name has characters that no screen shows; rename it", quoted)
			continue
		}
		info, err := l.root.Stat(name)
		if err != nil {
			faults[name] = pathError(name, err)
			continue
		}
		if isCompanion(name) || l.isSidecar(name) {
			continue
		}
		if !info.Mode().IsRegular() {
			if err := kindError(source, name, info.Mode()); err != nil {
				faults[name] = err
			}
			continue
		}
		file := exportFile{Path: name, SizeBytes: info.Size(), ModifiedAt: info.ModTime().UTC().Truncate(time.Microsecond),
			info: info, found: l.Now()}
		if err := l.stampVersion(source, &file); err != nil {
			faults[name] = err
			continue
		}
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b exportFile) int {
		return cmp.Or(a.ExportedAt.Compare(b.ExportedAt),
			cmp.Compare(path.Base(a.Path), path.Base(b.Path)), cmp.Compare(a.Path, b.Path))
	})
	return files, faults, nil
}

// isCompanion reports whether a file only stands beside another while that is written.
func isCompanion(name string) bool {
	return slices.Contains([]string{".lock", ".tmp", ".wal"}, strings.ToLower(path.Ext(name)))
}

func pathError(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("open %s: %w: the link leads to nothing; remove it or restore the file", name, err)
	}
	if errors.Is(err, syscall.ELOOP) {
		return fmt.Errorf("open %s: %w: the link leads to itself; remove it or restore the file", name, err)
	}
	return fmt.Errorf("open %s: %w; every file must lie under `root:`, links included", name, err)
}

func (l *loader) stampVersion(source Source, file *exportFile) error {
	file.ExportedAt = file.ModifiedAt
	if source.ExportedAt == "" {
		return nil
	}
	pattern, err := parseExportedAt(source.ExportedAt)
	if err != nil {
		return err
	}
	at, ok := pattern.find(path.Base(file.Path), l.zone)
	if !ok {
		return fmt.Errorf("read the version of %s: its name does not fit exported_at %q; fix it, or narrow `path:`",
			file.Path, source.ExportedAt)
	}
	file.ExportedAt = at.UTC()
	file.NamedDate = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
	return nil
}

// namePattern finds a date in a file's name.
type namePattern struct {
	expression *regexp.Regexp
	fields     []byte // the directive of each group
}

// nameFields are the directives that exported_at knows, and how their text looks.
var nameFields = map[byte]string{
	'Y': `(\d{4})`, 'y': `(\d{2})`, 'm': `(\d{2})`, 'd': `(\d{2})`,
	'H': `(\d{2})`, 'M': `(\d{2})`, 'S': `(\d{2})`,
}

// parseExportedAt reads a strftime pattern of the directives %Y %y %m %d %H %M %S and %%.
func parseExportedAt(pattern string) (namePattern, error) {
	var text strings.Builder
	var parsed namePattern
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '%' {
			text.WriteString(regexp.QuoteMeta(pattern[i : i+1]))
			continue
		}
		i++
		if i == len(pattern) {
			return namePattern{}, fmt.Errorf("exported_at %q ends in %%", pattern)
		}
		if pattern[i] == '%' {
			text.WriteString("%")
			continue
		}
		field, ok := nameFields[pattern[i]]
		if !ok {
			return namePattern{}, fmt.Errorf("exported_at %q: %%%c is unknown; use %%Y %%y %%m %%d %%H %%M %%S",
				pattern, pattern[i])
		}
		text.WriteString(field)
		parsed.fields = append(parsed.fields, pattern[i])
	}
	if !slices.Contains(parsed.fields, 'Y') && !slices.Contains(parsed.fields, 'y') {
		return namePattern{}, fmt.Errorf("exported_at %q names no year; use %%Y%%m%%d or the like", pattern)
	}
	expression, err := regexp.Compile(text.String())
	if err != nil {
		return namePattern{}, fmt.Errorf("exported_at %q: %w", pattern, err)
	}
	parsed.expression = expression
	return parsed, nil
}

// find returns the time that name states, false if it states none or one that no calendar has.
func (p namePattern) find(name string, zone *time.Location) (time.Time, bool) {
	groups := p.expression.FindStringSubmatch(name)
	if groups == nil {
		return time.Time{}, false
	}
	parts := map[byte]int{'m': 1, 'd': 1}
	for i, field := range p.fields {
		number, err := strconv.Atoi(groups[i+1])
		if err != nil {
			return time.Time{}, false
		}
		if field == 'y' {
			field, number = 'Y', number+2000
		}
		parts[field] = number
	}
	at := time.Date(parts['Y'], time.Month(parts['m']), parts['d'], parts['H'], parts['M'], parts['S'], 0, zone)
	real := at.Month() == time.Month(parts['m']) && at.Day() == parts['d'] && parts['H'] < 24 && parts['M'] < 60
	return at, real
}
