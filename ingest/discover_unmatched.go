package ingest

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Unmatched lists the exports that no source takes, in the folders that sources take files from: a name in other letters,
// or with one ending more, is easily overlooked.
func Unmatched(root fs.FS, sources []Source) ([]string, error) {
	matched, folders := map[string]bool{}, map[string]bool{}
	for _, source := range sources {
		pattern := path.Clean(strings.ReplaceAll(source.Path, `\`, "/"))
		folder, _ := doublestar.SplitPattern(pattern)
		folders[folder] = true
		names, err := doublestar.Glob(root, pattern)
		if err != nil {
			return nil, fmt.Errorf("list the files of source %s: %w", source.Name, err)
		}
		for _, name := range names {
			matched[name], folders[path.Dir(name)] = true, true
		}
	}
	var unmatched []string
	for folder := range folders {
		entries, err := fs.ReadDir(root, folder)
		if err != nil {
			continue // not there, or told of elsewhere
		}
		for _, entry := range entries {
			name := path.Join(folder, entry.Name())
			_, isExport := formatOf(Source{}, name)
			isSidecar := slices.ContainsFunc(sources, func(source Source) bool { return source.isSidecar(name) })
			if isExport && !isSidecar && !entry.IsDir() && !matched[name] && !strings.HasPrefix(entry.Name(), ".") {
				unmatched = append(unmatched, name)
			}
		}
	}
	slices.Sort(unmatched)
	return unmatched, nil
}
