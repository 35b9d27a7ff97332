package recount_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

// shrinker looks for the smallest history that still fails, until its time is up.
type shrinker struct {
	fails    func(recount.History) bool
	deadline time.Time
	tries    int
}

// shrink takes nights, files, accounts, rows and columns away from a failing history, as long as what is left fails.
func (s *shrinker) shrink(history recount.History) recount.History {
	for size := -1; size != sizeOf(history) && s.hasTime(); {
		size = sizeOf(history)
		history = s.mergeNights(history)
		for _, reduce := range []func(recount.History) recount.History{
			s.dropAccounts, s.dropFiles, s.dropRows, s.dropColumns,
		} {
			history = reduce(history)
		}
	}
	return history
}

func (s *shrinker) hasTime() bool { return time.Now().Before(s.deadline) }

func (s *shrinker) stillFails(history recount.History) bool {
	if !s.hasTime() {
		return false
	}
	s.tries++
	return s.fails(history)
}

// mergeNights lets the files of a night arrive with those of the next one.
func (s *shrinker) mergeNights(history recount.History) recount.History {
	for i := 0; i < len(history.Nights)-1; {
		smaller := history
		smaller.Nights = slices.Delete(slices.Clone(history.Nights), i, i+1)
		smaller.Nights[i].Files = arrived(history.Nights[i].Files, history.Nights[i+1].Files)
		if s.stillFails(smaller) {
			history = smaller
		} else {
			i++
		}
	}
	return history
}

// arrived are the files that lie there after others arrived: one of the same name replaces the one before.
func arrived(before, after []recount.File) []recount.File {
	var files []recount.File
	for _, file := range before {
		isReplaced := func(other recount.File) bool { return other.Source == file.Source && other.Name == file.Name }
		if !slices.ContainsFunc(after, isReplaced) {
			files = append(files, file)
		}
	}
	return append(files, after...)
}

func (s *shrinker) dropAccounts(history recount.History) recount.History {
	accounts := map[string]bool{}
	for _, file := range filesByVersion(history) {
		for _, row := range file.Rows {
			if row["account_id"] != "" {
				accounts[row["account_id"]] = true
			}
		}
	}
	return reduce(s, history, slices.Sorted(maps.Keys(accounts)), func(dropped map[string]bool) recount.History {
		return filtered(history, func(_ recount.File, row recount.Row, _ string) bool { return !dropped[row["account_id"]] })
	})
}

func (s *shrinker) dropFiles(history recount.History) recount.History {
	var names []string
	for _, file := range filesByVersion(history) {
		names = append(names, placeOf(file))
	}
	return reduce(s, history, names, func(dropped map[string]bool) recount.History {
		return filtered(history, func(file recount.File, _ recount.Row, _ string) bool { return !dropped[placeOf(file)] })
	})
}

func placeOf(file recount.File) string {
	return file.Source + "/" + file.Name + file.ExportedAt.String()
}

func (s *shrinker) dropRows(history recount.History) recount.History {
	var places []string
	filtered(history, func(_ recount.File, _ recount.Row, place string) bool {
		places = append(places, place)
		return true
	})
	return reduce(s, history, places, func(dropped map[string]bool) recount.History {
		return filtered(history, func(_ recount.File, _ recount.Row, place string) bool { return !dropped[place] })
	})
}

// dropColumns empties whole columns that no file needs.
func (s *shrinker) dropColumns(history recount.History) recount.History {
	var names []string
	for _, source := range sourcesOf(history) {
		for _, column := range columns[source.entity][required[source.entity]:] {
			isStated := func(file recount.File) bool {
				return file.Entity == source.entity && slices.Contains(headerOf(file), column)
			}
			name := source.entity + "." + column
			if !slices.Contains(names, name) && slices.ContainsFunc(filesByVersion(history), isStated) {
				names = append(names, name)
			}
		}
	}
	return reduce(s, history, names, func(dropped map[string]bool) recount.History {
		return mapped(history, func(file recount.File, row recount.Row) recount.Row {
			row = maps.Clone(row)
			for column := range row {
				if dropped[file.Entity+"."+column] {
					delete(row, column)
				}
			}
			return row
		})
	})
}

// reduce drops ever smaller parts of what is named, as long as the rest fails (delta debugging: A. Zeller, Why Programs
// Fail, 2005). without returns the history without what is dropped.
func reduce(
	s *shrinker, history recount.History, names []string, without func(dropped map[string]bool) recount.History,
) recount.History {
	dropped := map[string]bool{}
	left := slices.Clone(names)
	for size := len(left); size >= 1 && s.hasTime(); size /= 2 {
		for start := 0; start < len(left); {
			part := left[start:min(start+size, len(left))]
			trial := maps.Clone(dropped)
			for _, name := range part {
				trial[name] = true
			}
			smaller := without(trial)
			if !s.stillFails(smaller) {
				start += size
				continue
			}
			dropped, history = trial, smaller
			left = slices.Delete(slices.Clone(left), start, start+len(part))
		}
	}
	return history
}

// filtered keeps rows of a history, and files that hold any.
func filtered(history recount.History, keep func(file recount.File, row recount.Row, place string) bool) recount.History {
	smaller := history
	smaller.Nights = nil
	for i, night := range history.Nights {
		var files []recount.File
		for j, file := range night.Files {
			var rows []recount.Row
			for k, row := range file.Rows {
				if keep(file, row, fmt.Sprint(i, j, k)) {
					rows = append(rows, row)
				}
			}
			if len(rows) > 0 {
				file.Rows = rows
				files = append(files, file)
			}
		}
		smaller.Nights = append(smaller.Nights, recount.Night{AsOf: night.AsOf, Files: files})
	}
	return smaller
}

// mapped changes every row of a history.
func mapped(history recount.History, change func(recount.File, recount.Row) recount.Row) recount.History {
	changed := filtered(history, func(recount.File, recount.Row, string) bool { return true })
	for _, night := range changed.Nights {
		for j := range night.Files {
			for k, row := range night.Files[j].Rows {
				night.Files[j].Rows[k] = change(night.Files[j], row)
			}
		}
	}
	return changed
}

func sizeOf(history recount.History) int {
	size := len(history.Nights)
	filtered(history, func(_ recount.File, row recount.Row, _ string) bool {
		size += len(row)
		return true
	})
	return size
}

// describe writes a history as somebody could rebuild it: the config, and the files in the order of the nights.
func describe(history recount.History) string {
	var text strings.Builder
	text.WriteString(configOf(history))
	for _, night := range history.Nights {
		for _, file := range night.Files {
			fmt.Fprintf(&text, "-- inbox/%s/%s.csv, exported %s --\n%s", file.Source, file.Name,
				file.ExportedAt.UTC().Format(time.RFC3339), csvOf(file))
		}
		fmt.Fprintf(&text, "-- recaudo run --as-of %s --\n", night.AsOf)
	}
	return text.String()
}
