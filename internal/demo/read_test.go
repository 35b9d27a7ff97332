package demo

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// export is a file, or several of one layout, as read back.
type export struct {
	header []string
	rows   [][]string
	uneven int // rows with a wrong number of columns, which are not in rows
}

func (e export) column(name string) []string {
	at := slices.Index(e.header, name)
	values := make([]string, 0, len(e.rows))
	for _, row := range e.rows {
		values = append(values, row[at])
	}
	return values
}

func readExport(t *testing.T, dir, name string) export {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "inbox", name))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".gz") {
		unpacked, err := gzip.NewReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if content, err = io.ReadAll(unpacked); err != nil {
			t.Fatal(err)
		}
	}
	if strings.HasPrefix(name, "pagos_") {
		if content, err = charmap.Windows1252.NewDecoder().Bytes(content); err != nil {
			t.Fatal(err)
		}
	}
	reader := csv.NewReader(bytes.NewReader(content))
	reader.Comma, reader.FieldsPerRecord = ';', -1
	records, err := reader.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	read := export{header: records[0]}
	for _, record := range records[1:] {
		if len(record) == len(read.header) {
			read.rows = append(read.rows, record)
		} else {
			read.uneven++
		}
	}
	return read
}

func readExports(t *testing.T, dir, pattern string) export {
	t.Helper()
	var all export
	for _, name := range matching(t, dir, pattern) {
		one := readExport(t, dir, name)
		all.header, all.rows, all.uneven = one.header, append(all.rows, one.rows...), all.uneven+one.uneven
	}
	return all
}

func matching(t *testing.T, dir, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "inbox", pattern))
	if err != nil {
		t.Fatal(err)
	}
	for i := range found {
		found[i] = path.Base(filepath.ToSlash(found[i]))
	}
	return found
}

func distinct(values []string) map[string]bool {
	set := map[string]bool{}
	for _, value := range values {
		set[value] = true
	}
	return set
}

// span returns the earliest and the latest of the dates that can be read.
func span(t *testing.T, values []string) (first, last time.Time) {
	t.Helper()
	for _, value := range values {
		date, err := time.Parse(dayFirst, value)
		if err != nil {
			continue // a broken row
		}
		if first.IsZero() || date.Before(first) {
			first = date
		}
		if date.After(last) {
			last = date
		}
	}
	return first, last
}
