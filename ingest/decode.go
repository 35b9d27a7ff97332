package ingest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

var utf8BOM = []byte{0xEF, 0xBB, 0xBF}

// maxLineBytes is the longest line that is held in memory. DuckDB sorts longer records than Limits.LineBytes out.
const maxLineBytes = 16 << 20

// textFiles opens the text files of a folder.
type textFiles struct {
	root   fs.FS
	limits Limits // on what compressed ones may become
	// oneLineEnd turns every kind of line end into a line feed.
	oneLineEnd bool
}

// lookupEncoding returns the decoder of a dialect's encoding, nil for UTF-8.
func lookupEncoding(name string) (*encoding.Decoder, error) {
	switch strings.ToLower(name) {
	case "", "utf-8", "utf8":
		return nil, nil
	case "utf-16", "utf16", "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder(), nil
	case "latin-1", "latin1", "iso-8859-1":
		return charmap.ISO8859_1.NewDecoder(), nil
	case "windows-1252", "cp1252":
		return charmap.Windows1252.NewDecoder(), nil
	default:
		return nil, fmt.Errorf("unknown encoding %q: `dialect.encoding` is utf-8, utf-16, latin-1 or windows-1252", name)
	}
}

// openDecoded opens the text file at path as a stream of UTF-8 without byte order mark, decompressed if
// its name ends in .gz or .zst. A byte sequence that is invalid in the dialect's encoding is an error of Read that
// names the line and the remedy; so is a file that decompresses beyond the limits.
func (t textFiles) openDecoded(path string, dialect Dialect) (io.ReadCloser, error) {
	file, err := t.root.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	plain, err := decompress(file, path, t.limits)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), file.Close())
	}
	decoder, err := lookupEncoding(dialect.Encoding)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), plain.Close(), file.Close())
	}
	var text io.Reader = plain
	if isSingleByte(dialect.Encoding) {
		text = &utf8Witness{source: plain, encoding: dialect.Encoding}
	}
	if decoder != nil {
		text = decoder.Reader(text)
	}
	buffered := bufio.NewReaderSize(text, 1<<16)
	// A failing Peek fails again at the first Read, which reports it.
	if head, _ := buffered.Peek(len(utf8BOM)); bytes.Equal(head, utf8BOM) {
		_, _ = buffered.Discard(len(utf8BOM))
	}
	checked := &checkedText{source: buffered, path: path, encoding: dialect.Encoding, replaced: decoder != nil, line: 1}
	var whole io.Reader = checked
	if t.oneLineEnd {
		whole = &oneLineEnd{source: checked}
	}
	return &layeredFile{Reader: whole, layers: []io.Closer{plain, file}}, nil
}

// decompress returns the plain bytes of file by the ending of its path. Reading fails once they exceed the limits.
func decompress(file fs.File, path string, limits Limits) (io.ReadCloser, error) {
	packed := &countingReader{source: file}
	var plain io.ReadCloser
	kind := "gzip"
	switch {
	case strings.HasSuffix(strings.ToLower(path), ".gz"):
		reader, err := gzip.NewReader(bufio.NewReader(packed))
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = cutOffError("gzip")
			}
			return nil, fmt.Errorf("decompress as gzip: %w; is it really gzip, or only named so?", err)
		}
		plain = reader
	case strings.HasSuffix(strings.ToLower(path), ".zst"):
		reader, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30),
			zstd.WithDecoderMaxWindow(maxWindowBytes))
		if err != nil {
			return nil, fmt.Errorf("decompress as zstd: %w", err)
		}
		plain, kind = reader.IOReadCloser(), "zstd"
	default:
		return io.NopCloser(file), nil
	}
	return &cappedReader{ReadCloser: plain, packed: packed, limits: limits, kind: kind}, nil
}

// maxWindowBytes is how much of the text before it a zstd file may refer to: what `zstd --long` writes.
const maxWindowBytes = 128 << 20

// layeredFile closes every layer of a decoded file.
type layeredFile struct {
	io.Reader
	layers []io.Closer
}

func (f *layeredFile) Close() error {
	var err error
	for _, layer := range f.layers {
		err = errors.Join(err, layer.Close())
	}
	return err
}

type countingReader struct {
	source io.Reader
	bytes  int64
}

func (r *countingReader) Read(buffer []byte) (int, error) {
	n, err := r.source.Read(buffer)
	r.bytes += int64(n)
	return n, err
}

// cutOffError says that a compressed file ends in the middle. It holds the compression's name.
type cutOffError string

func (e cutOffError) Error() string {
	return "the " + string(e) + " file is cut off; copy it again"
}

// cappedReader fails once the plain bytes exceed a cap.
type cappedReader struct {
	io.ReadCloser
	packed *countingReader
	limits Limits
	bytes  int64
	kind   string // of compression, "" if the file is only a part of another
}

func (r *cappedReader) Read(buffer []byte) (int, error) {
	n, err := r.ReadCloser.Read(buffer)
	r.bytes += int64(n)
	if r.bytes > r.limits.DecompressedBytes {
		return n, fmt.Errorf("decompress: it becomes more than %d bytes: split it, or raise `limits.decompressed_size`",
			r.limits.DecompressedBytes)
	}
	if r.limits.exceedRatio(r.bytes, r.packed.bytes) {
		return n, fmt.Errorf("decompress: %d bytes became more than %d: that is no export; if it is one, raise "+
			"`limits.compression_ratio`", r.packed.bytes, r.bytes)
	}
	switch {
	case err == nil || errors.Is(err, io.EOF) || errors.As(err, new(*fs.PathError)):
	case r.kind != "" && errors.Is(err, io.ErrUnexpectedEOF):
		err = cutOffError(r.kind)
	case r.kind != "":
		err = fmt.Errorf("the %s file is damaged (%w); copy it again", r.kind, err)
	}
	return n, err
}

// checkedText passes UTF-8 through and fails at the first invalid sequence.
type checkedText struct {
	source   io.Reader
	path     string
	encoding string
	replaced bool  // the decoder wrote U+FFFD where the bytes were invalid
	line     int64 // line of the next byte
	carry    []byte
	ready    []byte
	err      error
}

func (t *checkedText) Read(buffer []byte) (int, error) {
	for len(t.ready) == 0 && t.err == nil {
		t.fill()
	}
	if len(t.ready) == 0 {
		return 0, t.err
	}
	n := copy(buffer, t.ready)
	t.ready = t.ready[n:]
	return n, nil
}

// fill reads a piece, checks it and keeps a character cut by its end for the next one.
func (t *checkedText) fill() {
	piece := make([]byte, 1<<16)
	n := copy(piece, t.carry)
	m, err := t.source.Read(piece[n:])
	piece = piece[:n+m]
	t.carry = nil
	if err == nil {
		whole := completeRunes(piece)
		t.carry = bytes.Clone(piece[len(whole):])
		piece = whole
	}
	t.err = err
	if bad := t.invalidAt(piece); bad >= 0 {
		t.err = t.invalidError(t.line + int64(bytes.Count(piece[:bad], []byte{'\n'})))
		piece = piece[:bad]
	}
	t.line += int64(bytes.Count(piece, []byte{'\n'}))
	t.ready = piece
}

func (t *checkedText) invalidAt(piece []byte) int {
	if t.replaced {
		return bytes.IndexRune(piece, utf8.RuneError)
	}
	if utf8.Valid(piece) {
		return -1
	}
	for i := 0; i < len(piece); {
		r, size := utf8.DecodeRune(piece[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// encodingError says that a file's bytes are not what its dialect declares.
type encodingError struct {
	path, encoding string
	line           int64
}

func (t *checkedText) invalidError(line int64) error {
	encoding := t.encoding
	if encoding == "" {
		encoding = "utf-8"
	}
	return &encodingError{path: t.path, encoding: encoding, line: line}
}

func (e *encodingError) Error() string {
	remedy := "windows-1252"
	if e.encoding != "utf-8" {
		remedy = "utf-8"
	}
	return fmt.Sprintf("%s:%d: a character is not valid %s; set `dialect.encoding` to what the export is written in (%s?)",
		e.path, e.line, e.encoding, remedy)
}

// needsDecoding reports whether DuckDB can't read the text file at path itself, so that decodeToFile has to write a
// plain copy first: any encoding but UTF-8, and footer lines. DuckDB opens .gz and .zst itself.
func needsDecoding(path string, dialect Dialect) bool {
	decoder, err := lookupEncoding(dialect.Encoding)
	return err != nil || decoder != nil || dialect.SkipFooterRows > 0
}

// decodeToFile writes the text file at path as plain UTF-8 to target, line by line as it is, without the
// dialect's footer lines (and without blank lines behind the last row, which nobody sees and counts).
func (t textFiles) decodeToFile(ctx context.Context, path string, dialect Dialect, target string) (err error) {
	in, err := t.openDecoded(path, dialect)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.Create(target)
	if err != nil {
		return fmt.Errorf("decode %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	writer := bufio.NewWriterSize(out, 1<<20)
	if dialect.SkipFooterRows == 0 {
		_, err = io.Copy(writer, contextReader{ctx, in})
	} else {
		err = copyWithoutFooter(writer, contextReader{ctx, in}, dialect.SkipFooterRows)
	}
	if err != nil {
		return fmt.Errorf("decode %s: %w", path, err)
	}
	return writer.Flush()
}

// copyWithoutFooter holds back as many lines as the footer has.
func copyWithoutFooter(out io.Writer, in io.Reader, footer int) error {
	lines := bufio.NewReaderSize(in, 1<<16)
	var held [][]byte
	filled := 0
	for {
		line, err := readLine(lines)
		if len(line) > 0 {
			held = append(held, line)
			if len(bytes.TrimSpace(line)) > 0 {
				filled++
			}
		}
		for filled > footer {
			if len(bytes.TrimSpace(held[0])) > 0 {
				filled--
			}
			if _, err := out.Write(held[0]); err != nil {
				return err
			}
			held = held[1:]
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// readLine returns the next line with its end in memory of its own. The last line comes with io.EOF.
func readLine(lines *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		piece, err := lines.ReadSlice('\n')
		line = append(line, piece...)
		if len(line) > maxLineBytes {
			return line, fmt.Errorf("a line is longer than %d bytes: is the delimiter or the quote right?", maxLineBytes)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// contextReader stops a copy when the run is cancelled.
type contextReader struct {
	ctx    context.Context
	source io.Reader
}

func (r contextReader) Read(buffer []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.source.Read(buffer)
}
