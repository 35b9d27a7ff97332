package ingest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/klauspost/compress/zstd"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// FileSearch looks for ids in exports and in archived copies of them, whatever their format and compression.
type FileSearch struct {
	DB      *warehouse.DB // for Parquet; in memory, as it opens files
	IDs     []string
	Known   *KnownPseudonyms // of the ids of which nobody knows how exports write them; nil if there are none
	Limits  Limits
	TempDir string
}

// Find returns the files below a folder in which one of the ids stands as a word of its own. A file that can't be
// searched is an error.
func (s FileSearch) Find(ctx context.Context, folder string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		holds, err := s.holds(ctx, path)
		if err != nil {
			return fmt.Errorf("search %s: %w", path, err)
		}
		if holds {
			found = append(found, path)
		}
		return nil
	})
	return found, err
}

// FindExports returns the exports of the sources in which one of the ids stands, relative to the root.
func (s FileSearch) FindExports(ctx context.Context, root string, sources []Source) ([]string, error) {
	exports, err := os.OpenRoot(root)
	if err != nil {
		return nil, fmt.Errorf("open root: %w", err)
	}
	defer exports.Close()
	var found []string
	for _, source := range sources {
		names, err := doublestar.Glob(exports.FS(), cleanPattern(source), doublestar.WithFilesOnly())
		if err != nil {
			return nil, fmt.Errorf("source %s: list %s: %w", source.Name, source.Path, err)
		}
		for _, name := range names {
			if isCompanion(name) || slices.Contains(found, name) {
				continue
			}
			holds, err := s.holds(ctx, filepath.Join(root, filepath.FromSlash(name)))
			if err != nil {
				return nil, fmt.Errorf("search %s: %w", name, err)
			}
			if holds {
				found = append(found, name)
			}
		}
	}
	return found, nil
}

func cleanPattern(source Source) string { return path.Clean(strings.ReplaceAll(source.Path, `\`, "/")) }

// holds reports whether an id stands in a file.
func (s FileSearch) holds(ctx context.Context, place string) (bool, error) {
	in, err := s.open(place)
	if err != nil {
		return false, err
	}
	defer in.Close()
	switch ending := endingInside(place); ending {
	case ".xlsx", ".xlsm", ".parquet":
		unpacked, err := os.CreateTemp(s.TempDir, "recaudo-erase-*"+ending)
		if err != nil {
			return false, err
		}
		defer os.Remove(unpacked.Name())
		if _, err := io.Copy(unpacked, in); err != nil {
			return false, errors.Join(err, unpacked.Close())
		}
		if err := unpacked.Close(); err != nil {
			return false, err
		}
		if ending == ".parquet" {
			return s.parquetHolds(ctx, unpacked.Name())
		}
		return s.sheetHolds(unpacked.Name())
	}
	return s.textHolds(in)
}

// endingInside is the ending of a file's name without that of its compression.
func endingInside(path string) string {
	path = strings.ToLower(path)
	return filepath.Ext(strings.TrimSuffix(strings.TrimSuffix(path, ".gz"), ".zst"))
}

func (s FileSearch) open(path string) (io.ReadCloser, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	plain, err := decompress(file, path, s.Limits.withDefaults())
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &layeredFile{Reader: plain, layers: []io.Closer{plain, file}}, nil
}

func (s FileSearch) sheetHolds(path string) (bool, error) {
	book, err := zip.OpenReader(path)
	if err != nil {
		return false, err
	}
	defer book.Close()
	for _, part := range book.File {
		in, err := part.Open()
		if err != nil {
			return false, err
		}
		holds, err := s.partHolds(in)
		if err = errors.Join(err, in.Close()); err != nil || holds {
			return holds, err
		}
	}
	return false, nil
}

func (s FileSearch) parquetHolds(ctx context.Context, path string) (bool, error) {
	if s.Known != nil {
		if holds, err := s.Known.parquetHold(ctx, s, path); err != nil || holds {
			return holds, err
		}
	}
	var holds bool
	err := s.DB.QueryRowContext(ctx, fmt.Sprintf("select coalesce(bool_or(regexp_matches(to_json(row)::varchar, %s)), false) "+
		"from read_parquet(%s) as row", literal(idPattern(s.IDs)), globLiteral(path))).Scan(&holds)
	return holds, err
}

// textHolds reports whether an id stands in a text.
func (s FileSearch) textHolds(in io.Reader) (bool, error) {
	if s.Known == nil {
		return s.bytesHold(in)
	}
	return s.Known.hold(in, "\r,;\t|}", func(text string) bool { return s.stand([]byte(text)) })
}

// partHolds reports whether an id stands in a part of a sheet.
func (s FileSearch) partHolds(in io.Reader) (bool, error) {
	if s.Known == nil {
		return s.bytesHold(in)
	}
	return s.Known.hold(in, ">", func(text string) bool { return s.Known.standInSheet(text) || s.stand([]byte(text)) })
}

// bytesHold reads in chunks that overlap, so that no id falls between two of them.
func (s FileSearch) bytesHold(in io.Reader) (bool, error) {
	const overlap = 8 << 10
	buffer := make([]byte, 1<<20)
	kept := 0
	for {
		n, err := io.ReadFull(in, buffer[kept:])
		chunk := buffer[:kept+n]
		if s.stand(chunk) {
			return true, nil
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		kept = copy(buffer, chunk[max(len(chunk)-overlap, 0):])
	}
}

// stand reports whether an id stands in a text of any encoding.
func (s FileSearch) stand(text []byte) bool {
	for _, id := range s.IDs {
		if hasWord(text, []byte(id)) {
			return true
		}
		for _, form := range otherEncodings(id) {
			if bytes.Contains(text, form) {
				return true
			}
		}
	}
	return s.Known != nil && s.Known.standIn(string(text))
}

func hasWord(text, word []byte) bool {
	for start := 0; ; {
		at := bytes.Index(text[start:], word)
		if at < 0 {
			return false
		}
		at += start
		end := at + len(word)
		if (at == 0 || !isWordByte(text[at-1])) && (end == len(text) || !isWordByte(text[end])) {
			return true
		}
		start = at + 1
	}
}

func isWordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// otherEncodings is how an id is written in UTF-16, and in Latin-1 where that differs.
func otherEncodings(id string) [][]byte {
	var little, big, latin []byte
	for _, unit := range utf16.Encode([]rune(id)) {
		little = append(little, byte(unit), byte(unit>>8))
		big = append(big, byte(unit>>8), byte(unit))
	}
	forms := [][]byte{little, big}
	for _, r := range id {
		if r > 0xff {
			return forms
		}
		latin = append(latin, byte(r))
	}
	if string(latin) != id {
		forms = append(forms, latin)
	}
	return forms
}

// Blank empties the records of a text file in which an id stands, and leaves every other record on its line, so that
// `recaudo trace` finds it where it was. It reports false, and leaves the file alone, if the ids can't be taken out
// that way: a sheet, a Parquet file, a JSON document, a text in UTF-16.
func (s FileSearch) Blank(ctx context.Context, path string) (isBlanked bool, err error) {
	blank := blankCells
	switch endingInside(path) {
	case ".csv", ".txt", ".tsv":
	case ".ndjson", ".jsonl":
		blank = func([]byte) []byte { return []byte("{}\n") }
	default:
		return false, nil
	}
	temporary := path + ".tmp"
	defer func() {
		if !isBlanked {
			err = errors.Join(err, removeIfThere(temporary))
		}
	}()
	if err := s.writeBlanked(path, temporary, blank); err != nil {
		return false, err
	}
	again, err := os.Open(temporary)
	if err != nil {
		return false, err
	}
	defer again.Close()
	plain, err := decompress(again, path, s.Limits.withDefaults())
	if err != nil {
		return false, err
	}
	defer plain.Close()
	if holds, err := s.textHolds(plain); err != nil || holds {
		return false, err
	}
	return true, os.Rename(temporary, path)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (s FileSearch) writeBlanked(path, temporary string, blank func([]byte) []byte) (err error) {
	in, err := s.open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	file, err := os.Create(temporary)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var out io.WriteCloser
	switch strings.ToLower(filepath.Ext(path)) {
	case ".gz":
		out = gzip.NewWriter(file)
	case ".zst":
		if out, err = zstd.NewWriter(file); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%s is not compressed, so it is no archived copy", path)
	}
	records := bufio.NewReaderSize(in, 1<<20)
	for {
		record, readErr := readRecord(records, s.Limits.withDefaults().LineBytes)
		if s.stand(record) {
			record = blank(record)
		}
		if _, err := out.Write(record); err != nil {
			return err
		}
		if errors.Is(readErr, io.EOF) {
			return errors.Join(out.Close(), file.Sync())
		}
		if readErr != nil {
			return readErr
		}
	}
}

// readRecord reads lines up to one on which no quote is open, its line end included. A record longer than most is taken
// as it comes, in parts.
func readRecord(in *bufio.Reader, most int64) ([]byte, error) {
	var record []byte
	for {
		line, err := in.ReadBytes('\n')
		record = append(record, line...)
		if err != nil || bytes.Count(record, []byte(`"`))%2 == 0 || int64(len(record)) > most {
			return record, err
		}
	}
}

// blankCells takes everything out of a record but what parts its cells and lines.
func blankCells(record []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if strings.ContainsRune(",;\t|\"\r\n", r) {
			return r
		}
		return -1
	}, record)
}
