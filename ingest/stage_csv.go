package ingest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// sampleBytes are read of a text file to find its dialect.
const sampleBytes = 1 << 20

// openCSV lets DuckDB read a delimited text file, or a decoded copy of it.
func (l *loader) openCSV(ctx context.Context, source Source, file exportFile) (relation, error) {
	head, err := l.readSample(file)
	if err != nil {
		return relation{}, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	if err := checkText(head); err != nil {
		return relation{}, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	dialect, headers, err := sniffDialect(head, source.Dialect)
	if err != nil {
		return relation{}, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	text, err := decodeSample(head, dialect.Encoding)
	if err != nil {
		return relation{}, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	ends := newLineEnds(dialect)
	_, _ = io.WriteString(ends, text) // it never fails
	// Lines before a footer are counted by line feeds.
	file.HasMixedEnds = file.HasMixedEnds || ends.areMixed() || source.hasFooter() && ends.loneCR > 0
	columns := nameColumns(headers)
	if err := l.checkColumns(file, columns); err != nil {
		return relation{}, err
	}
	if len(head) == sampleBytes && len(splitLines(text)) <= dialect.SkipHeaderRows+1 {
		return relation{}, refuse(refusedUnreadable, "read %s: the header on line %d is longer than %d bytes: has the file "+
			"line ends, and is a quote left open?", file.Path, dialect.SkipHeaderRows+1, sampleBytes)
	}
	footer, err := l.findFooter(ctx, source, file, &dialect)
	if err != nil {
		return relation{}, err
	}
	place, facts, err := l.guardedPlace(ctx, file, dialect, nil)
	if err != nil {
		return relation{}, err
	}
	if err := l.checkBroken(ctx, source, file, dialect, len(columns), facts); err != nil {
		return relation{}, err
	}
	types := make([]string, len(columns))
	names := make([]string, len(columns))
	for i, column := range columns {
		types[i] = fmt.Sprintf("'c%d': 'varchar'", i)
		names[i] = fmt.Sprintf("c%d as %s", i, ident(column.Name))
	}
	quote := dialect.Quote
	if quote == "" {
		quote = `"`
	}
	query := fmt.Sprintf("select %s from read_csv(%s, auto_detect = false, header = true, delim = %s, quote = %s, "+
		"escape = %s, skip = %d, columns = {%s}, null_padding = false, strict_mode = true, store_rejects = true, "+
		"max_line_size = %d)", strings.Join(names, ", "), place, literal(dialect.Delimiter), literal(quote), literal(quote),
		dialect.SkipHeaderRows, strings.Join(types, ", "), l.Limits.LineBytes)
	return relation{
		query: query, columns: columns, dialect: l.withZone(dialect), hasRejects: true, text: facts,
		footer: footer, takesFooter: true,
		head: func() (sample, error) {
			whole := text[:strings.LastIndexAny(text, "\r\n")+1]
			if file.HasMixedEnds {
				return splitSample(&oneLineEnd{source: strings.NewReader(whole)}, dialect, headers)
			}
			return splitSample(strings.NewReader(whole), dialect, headers)
		},
		lines: func(ctx context.Context, ordinals, offsets []int64) (map[int64]recordLine, map[int64]recordLine, error) {
			in, err := l.openText(file, dialect)
			if err != nil {
				return nil, nil, err
			}
			defer in.Close()
			return locateRecords(in, dialect, ordinals, offsets)
		},
	}, nil
}

// withZone fills the business time zone in.
func (l *loader) withZone(dialect Dialect) Dialect {
	if dialect.TimeZone == "" {
		dialect.TimeZone = l.TimeZone
	}
	return dialect
}

// decodedPlace is the SQL of the place where DuckDB finds the text: the file, or a decoded copy.
func (l *loader) decodedPlace(ctx context.Context, file exportFile, dialect Dialect) (string, error) {
	if !needsDecoding(file.Path, dialect) && !file.HasMixedEnds {
		return l.literalPath(file), nil
	}
	target := l.scratchPath(decodedName)
	err := l.texts(file).decodeToFile(ctx, file.Path, dialect, target)
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil {
		return "", refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	return globLiteral(target), nil
}

// guardedPlace is decodedPlace of a text that was passed over once for what DuckDB must not see. keys is nil unless it is
// JSON.
func (l *loader) guardedPlace(
	ctx context.Context, file exportFile, dialect Dialect, keys *jsonGuard,
) (place string, facts plainFacts, err error) {
	if place, err = l.decodedPlace(ctx, file, dialect); err != nil {
		return "", facts, err
	}
	var text io.ReadCloser
	if needsDecoding(file.Path, dialect) || file.HasMixedEnds {
		text, err = os.Open(l.scratchPath(decodedName))
	} else {
		text, err = l.openText(file, dialect)
	}
	if err == nil {
		facts, err = guardText(ctx, text, dialect, keys)
		_ = text.Close() // it was only read
	}
	if err == nil && l.Limits.exceedRatio(facts.lines*rowBytes, file.SizeBytes) {
		err = fmt.Errorf("its %d bytes become %d lines: that is no export; if it is one, raise `limits.compression_ratio`",
			file.SizeBytes, facts.lines)
	}
	if ctx.Err() != nil {
		return "", facts, ctx.Err()
	}
	if err != nil {
		return "", facts, refuse(refusedUnreadable, "read %s: %v", file.Path, err)
	}
	return place, facts, nil
}

// decodedName is the decoded copy of the file that is being read.
const decodedName = "decoded.csv"

// texts opens a text file of the root.
func (l *loader) texts(file exportFile) textFiles {
	return textFiles{root: l.root.FS(), limits: l.Limits, oneLineEnd: file.HasMixedEnds}
}

// openText opens a text file as DuckDB read it. Where DuckDB read the file itself, bytes that are invalid stay as they
// are: a record with such bytes is among those whose line is asked for.
func (l *loader) openText(file exportFile, dialect Dialect) (io.ReadCloser, error) {
	if needsDecoding(file.Path, dialect) || file.HasMixedEnds {
		return l.texts(file).openDecoded(file.Path, dialect)
	}
	in, err := l.root.FS().Open(file.Path)
	if err != nil {
		return nil, err
	}
	plain, err := decompress(in, file.Path, l.Limits)
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	buffered := bufio.NewReader(plain)
	if head, _ := buffered.Peek(len(utf8BOM)); bytes.Equal(head, utf8BOM) {
		_, _ = buffered.Discard(len(utf8BOM)) // just peeked
	}
	return &layeredFile{Reader: buffered, layers: []io.Closer{plain, in}}, nil
}

// readSample returns the decompressed head of a file.
func (l *loader) readSample(file exportFile) ([]byte, error) {
	in, err := l.root.FS().Open(file.Path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	plain, err := decompress(in, file.Path, l.Limits)
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	return io.ReadAll(io.LimitReader(plain, sampleBytes))
}

// hasBroken reports whether DuckDB sorted records out.
func (st *stage) hasBroken(ctx context.Context) bool {
	var one int
	return st.relation.hasRejects &&
		st.conn.QueryRowContext(ctx, "select 1 from "+rejectTable+" limit 1").Scan(&one) == nil
}

// turnedOutMixed reports whether a delimited text file that DuckDB gave up, or sorted records out of, has several kinds
// of line ends behind its head, and was not read with one kind before.
func (st *stage) turnedOutMixed(ctx context.Context) bool {
	if st.relation.head == nil || st.file.HasMixedEnds {
		return false
	}
	areMixed, err := st.hasMixedEnds(ctx, st.file, st.relation.dialect)
	return err == nil && areMixed
}

// hasMixedEnds reports whether a delimited text file has several kinds of line ends.
func (l *loader) hasMixedEnds(ctx context.Context, file exportFile, dialect Dialect) (bool, error) {
	in, err := l.openText(file, dialect)
	if err != nil {
		return false, err
	}
	defer in.Close()
	ends := newLineEnds(dialect)
	_, err = io.Copy(ends, contextReader{ctx, in})
	return ends.areMixed(), err
}
