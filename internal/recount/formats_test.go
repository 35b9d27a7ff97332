package recount_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"

	"github.com/recaudo/recaudo/internal/recount"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// writeAnyFormat writes a file in a format that its name decides.
func writeAnyFormat(folder string, file recount.File) error {
	writers := []func(path string, file recount.File) error{
		writeGzip, writeZstd, writeJSON, writeNDJSON, writeParquet,
	}
	hash := fnv.New32()
	_, _ = io.WriteString(hash, file.Name) // never fails
	return writers[int(hash.Sum32()%uint32(len(writers)))](filepath.Join(folder, file.Name), file)
}

func writeGzip(path string, file recount.File) error {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	return writePacked(path+".csv.gz", file, writer, &packed)
}

func writeZstd(path string, file recount.File) error {
	var packed bytes.Buffer
	writer, err := zstd.NewWriter(&packed)
	if err != nil {
		return err
	}
	return writePacked(path+".csv.zst", file, writer, &packed)
}

func writePacked(path string, file recount.File, writer io.WriteCloser, packed *bytes.Buffer) error {
	if _, err := writer.Write(csvOf(file)); err != nil {
		return err
	}
	if err := writer.Close(); err != nil {
		return err
	}
	return writeExport(path, packed.Bytes(), file.ExportedAt)
}

// records are the rows with null where the export says nothing.
func records(file recount.File) []map[string]*string {
	var all []map[string]*string
	for _, row := range file.Rows {
		record := map[string]*string{}
		for _, column := range headerOf(file) {
			record[column] = nil
			if text := row[column]; text != "" {
				record[column] = &text
			}
		}
		all = append(all, record)
	}
	return all
}

func writeJSON(path string, file recount.File) error {
	text, err := json.MarshalIndent(records(file), "", "  ")
	if err != nil {
		return err
	}
	return writeExport(path+".json", text, file.ExportedAt)
}

func writeNDJSON(path string, file recount.File) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	for _, record := range records(file) {
		if err := encoder.Encode(record); err != nil {
			return err
		}
	}
	return writeExport(path+".ndjson", text.Bytes(), file.ExportedAt)
}

// writeParquet lets DuckDB guess types, as somebody would who converts exports: dates and numbers are no text there.
func writeParquet(path string, file recount.File) error {
	ctx := context.Background()
	source := filepath.Join(os.TempDir(), filepath.Base(filepath.Dir(path))+filepath.Base(path)+".csv")
	if err := os.WriteFile(source, csvOf(file), 0o600); err != nil {
		return err
	}
	defer os.Remove(source)
	db, err := warehouse.Open(ctx, warehouse.Options{Threads: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	path += ".parquet"
	_, err = db.ExecContext(ctx, "copy (select * from read_csv("+warehouse.QuoteLiteral(source)+
		", all_varchar = true)) to "+warehouse.QuoteLiteral(path)+" (format parquet)")
	if err != nil {
		return err
	}
	return os.Chtimes(path, file.ExportedAt, file.ExportedAt)
}
