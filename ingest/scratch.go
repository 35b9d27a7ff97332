package ingest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// scratchName begins the name of every folder for decoded copies.
const scratchName = "recaudo-ingest-"

// untiedNames begin the names of what other commands write there, which belongs to no warehouse; the second one is what
// databases in memory spill.
var untiedNames = []string{scratchPrefix(""), "recaudo.", "recaudo-inspect-", "recaudo-query-", "recaudo-backfill-"}

// scratchPrefix begins the names of the folders that belong to the jobs of a warehouse, "" for a database in memory.
func scratchPrefix(warehousePath string) string {
	return scratchName + warehouse.PathHash(warehousePath) + "-"
}

// MakeScratch makes a folder for decoded copies, and removes those of jobs on the same warehouse that were killed: one of
// them works at a time.
func MakeScratch(tempDir, warehousePath string) (string, error) {
	if err := os.MkdirAll(tempDir, 0o755); err != nil {
		return "", err
	}
	if warehousePath != "" {
		if err := RemoveScratch(tempDir, warehousePath); err != nil {
			return "", err
		}
	}
	return os.MkdirTemp(tempDir, scratchPrefix(warehousePath))
}

// RemoveScratch removes the folders with decoded copies of jobs on a warehouse, none of which may be at work.
func RemoveScratch(tempDir, warehousePath string) error {
	left, err := listBeginning(tempDir, scratchPrefix(warehousePath))
	for _, folder := range left {
		err = errors.Join(err, os.RemoveAll(folder))
	}
	return err
}

// UntiedScratch lists what commands that belong to no warehouse have there: they are at work, or were killed.
func UntiedScratch(tempDir string) ([]string, error) { return listBeginning(tempDir, untiedNames...) }

func listBeginning(folder string, prefixes ...string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var found []string
	for _, entry := range entries {
		if slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(entry.Name(), prefix) }) {
			found = append(found, filepath.Join(folder, entry.Name()))
		}
	}
	return found, err
}
