package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// ProposeOptions are what a proposal writes at the top of the config and decides doubtful values by.
type ProposeOptions struct {
	Root     string // `root:` of the config, as written there
	TimeZone string // business time zone; default is UTC
	Currency string // default currency; default is USD
}

// Proposal is a config for a folder of exports.
type Proposal struct {
	Options ProposeOptions
	Sources []ProposedSource
	Skipped []SkippedFile // files that nothing could be made of
}

// ProposedSource is one source with what a person should know about it.
type ProposedSource struct {
	Source     Source
	Files      []string // the files it was made from, the newest last
	Inspection Inspection
	// Others are entities that the same table could feed as well.
	Others []ProposedEntity

	group fileGroup
}

// ProposedEntity is another reading of a table.
type ProposedEntity struct {
	Entity  string
	Columns map[string]Headers
}

// SkippedFile is a file that is in no source.
type SkippedFile struct {
	Path string
	Why  string
}

// IsReady reports whether the source can be loaded as it is: everything its entity needs is found.
func (s ProposedSource) IsReady() bool { return len(s.Inspection.Missing) == 0 }

// Propose looks at every file under root and makes a config of them: files whose names differ in digits only are one
// source with a glob, a file with several arrays or sheets is several sources. A file that can't be read is listed
// with its reason and stops nothing. The error is for a folder that can't be listed, or has no file.
func Propose(ctx context.Context, db *warehouse.DB, root fs.FS, opts ProposeOptions) (Proposal, error) {
	opts.TimeZone = cmp.Or(opts.TimeZone, "UTC")
	opts.Currency = cmp.Or(opts.Currency, "USD")
	opts.Root = cmp.Or(opts.Root, ".")
	proposal := Proposal{Options: opts}
	names, err := listExports(root, &proposal)
	if err != nil {
		return Proposal{}, err
	}
	if len(names) == 0 && len(proposal.Skipped) == 0 {
		return Proposal{}, errors.New("the folder has no files; put the exports there and run again")
	}
	for _, group := range groupFiles(names) {
		if err := ctx.Err(); err != nil {
			return Proposal{}, err
		}
		proposal.addGroup(ctx, db, root, group, names)
	}
	proposal.promoteOthers(ctx, db, root, names)
	proposal.settleByFolder()
	slices.SortStableFunc(proposal.Sources, func(a, b ProposedSource) int {
		order := EntityNames()
		return cmp.Compare(slices.Index(order, a.Source.Entity), slices.Index(order, b.Source.Entity))
	})
	proposal.nameSources()
	return proposal, nil
}

// listExports lists the files that could be exports; hidden ones are passed over in silence.
func listExports(root fs.FS, proposal *Proposal) ([]string, error) {
	var names []string
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(entry.Name(), ".") && name != ".", strings.HasPrefix(entry.Name(), "~$"):
			if entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir():
		default:
			if _, ok := formatOf(Source{}, name); ok {
				names = append(names, name)
			} else {
				proposal.Skipped = append(proposal.Skipped, SkippedFile{name, "its ending names no format that is read"})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list exports: %w", err)
	}
	return names, nil
}

// fileGroup is files of one folder and format whose names differ in digits only.
type fileGroup struct {
	folder, stem, ending string // the stem has * for every run of digits, the ending no compression
	files                []string
}

var digitRuns = regexp.MustCompile(`\d+`)

func groupFiles(names []string) []fileGroup {
	var groups []fileGroup
	for _, name := range names {
		stem, ending := splitEnding(path.Base(name))
		folder, stem := path.Dir(name), digitRuns.ReplaceAllString(stem, "*")
		i := slices.IndexFunc(groups, func(g fileGroup) bool {
			return g.folder == folder && g.stem == stem && strings.EqualFold(g.ending, ending)
		})
		if i < 0 {
			groups = append(groups, fileGroup{folder: folder, stem: stem, ending: ending})
			i = len(groups) - 1
		}
		groups[i].files = append(groups[i].files, name)
	}
	for _, group := range groups {
		slices.Sort(group.files)
	}
	return groups
}

// splitEnding cuts ".csv" or ".csv.gz" off a name; the ending comes without the compression.
func splitEnding(base string) (stem, ending string) {
	plain := base
	for _, packed := range []string{".gz", ".zst"} {
		if strings.HasSuffix(strings.ToLower(base), packed) {
			plain = base[:len(base)-len(packed)]
		}
	}
	ending = path.Ext(plain)
	return strings.TrimSuffix(plain, ending), ending
}

// glob returns a pattern for the group's files. A star stands for the digits that differ; if that would match the file
// of another group, only digits are let in.
func (g fileGroup) glob(names []string) string {
	stem, compressed := g.stem, false
	for _, name := range g.files {
		_, ending := splitEnding(path.Base(name))
		compressed = compressed || !strings.HasSuffix(name, ending)
	}
	suffix := escapeGlob(g.ending)
	if compressed || strings.Contains(stem, "*") {
		suffix += "*" // tomorrow's file may be compressed
	}
	parts := strings.Split(stem, "*")
	for i, part := range parts {
		parts[i] = escapeGlob(part)
	}
	folder := ""
	if g.folder != "." {
		folder = escapeGlob(g.folder) + "/"
	}
	for _, star := range []string{"*", "[0-9]*"} {
		pattern := folder + strings.Join(parts, star) + suffix
		if !matchesOthers(pattern, names, g.files) {
			return pattern
		}
	}
	return folder + strings.Join(parts, "[0-9]*") + suffix
}

func matchesOthers(pattern string, names, own []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		matches, err := doublestar.Match(pattern, name)
		return err == nil && matches && !slices.Contains(own, name)
	})
}

func escapeGlob(text string) string {
	var escaped strings.Builder
	for _, r := range text {
		if strings.ContainsRune(`*?[]{}\`, r) {
			escaped.WriteByte('\\')
		}
		escaped.WriteRune(r)
	}
	return escaped.String()
}

// nameDates are the ways in which names of exports write a date, with what the loader's exported_at calls them. A month
// is none: the file of a month often grows under one name, so that its modification time tells more.
func nameDates() []struct{ expression, layout, pattern string } {
	return []struct{ expression, layout, pattern string }{
		{`\d{14}`, "20060102150405", "%Y%m%d%H%M%S"},
		{`\d{8}[_-]\d{6}`, "20060102_150405", "%Y%m%d_%H%M%S"},
		{`\d{12}`, "200601021504", "%Y%m%d%H%M"},
		{`\d{8}[_-]\d{4}`, "20060102_1504", "%Y%m%d_%H%M"},
		{`\d{8}`, "20060102", "%Y%m%d"},
		{`\d{8}`, "02012006", "%d%m%Y"},
		{`\d{4}[_-]\d{2}[_-]\d{2}`, "2006_01_02", "%Y-%m-%d"},
		{`\d{2}[_-]\d{2}[_-]\d{4}`, "02_01_2006", "%d-%m-%Y"},
	}
}

// exportedAt finds the date in the group's names: the pattern of the whole stem up to the date, as every name has it.
func (g fileGroup) exportedAt() string {
	for _, date := range nameDates() {
		expression := regexp.MustCompile(`(^|\D)(` + date.expression + `)(\D|$)`)
		pattern := ""
		for _, name := range g.files {
			stem, _ := splitEnding(path.Base(name))
			place := expression.FindStringSubmatchIndex(stem)
			if place == nil {
				pattern = ""
				break
			}
			text := stem[place[4]:place[5]]
			separators := strings.Trim(text, "0123456789")
			at, err := time.Parse(date.layout, strings.ReplaceAll(text, "-", "_"))
			if err != nil || at.Year() < 1980 || at.Year() > 2100 {
				pattern = ""
				break
			}
			written := date.pattern
			if separators != "" || strings.ContainsAny(text, "_-") {
				separator := "_"
				if strings.Contains(text, "-") {
					separator = "-"
				}
				written = strings.NewReplacer("-", separator, "_", separator).Replace(written)
			}
			prefix := strings.ReplaceAll(stem[:place[4]], "%", "%%")
			if digitRuns.MatchString(prefix) {
				prefix = "" // digits before the date differ from name to name
			}
			if pattern != "" && pattern != prefix+written {
				pattern = ""
				break
			}
			pattern = prefix + written
		}
		if pattern != "" {
			return pattern
		}
	}
	return ""
}
