package demo

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// table is one export before it is written.
type table struct {
	name       string // a name that ends in .gz is compressed
	exportedOn time.Time
	isWindows  bool // windows-1252 and CRLF, instead of UTF-8 and LF
	header     []string
	records    [][]string // a record without fields is a blank line
}

// add appends a record.
func (t *table) add(fields ...string) {
	t.records = append(t.records, fields)
}

// rows counts the records that hold something.
func (t *table) rows() int {
	count := 0
	for _, record := range t.records {
		if len(record) > 0 {
			count++
		}
	}
	return count
}

// encode returns the bytes of the file.
func (t *table) encode() ([]byte, error) {
	var out bytes.Buffer
	writer := csv.NewWriter(&out)
	writer.Comma = ';'
	writer.UseCRLF = t.isWindows
	if err := writer.WriteAll(append([][]string{t.header}, t.records...)); err != nil {
		return nil, fmt.Errorf("encode %s: %w", t.name, err)
	}
	content := out.Bytes()
	if t.isWindows {
		encoded, err := charmap.Windows1252.NewEncoder().Bytes(content)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", t.name, err)
		}
		content = encoded
	}
	if strings.HasSuffix(t.name, ".gz") {
		return compress(content)
	}
	return content, nil
}

// compress packs content without a time in the header, so that the same content gives the same bytes.
func compress(content []byte) ([]byte, error) {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if _, err := writer.Write(content); err != nil {
		return nil, fmt.Errorf("compress export: %w", err)
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("compress export: %w", err)
	}
	return packed.Bytes(), nil
}
