package ingest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"html"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
)

// KnownPseudonyms finds ids in exports of which only the pseudonyms are known: it turns every word into its pseudonym.
type KnownPseudonyms struct {
	ids      map[string]bool
	dialects []Dialect
	keyed    hash.Hash
	others   map[string]bool // words that are none of the ids; exports repeat theirs
}

// NewKnownPseudonyms takes the ids as tables have them. It returns nil if tables have them as exports do.
func NewKnownPseudonyms(p Pseudonyms, ids []string, sources []Source) *KnownPseudonyms {
	if len(p.Columns) == 0 || len(ids) == 0 {
		return nil
	}
	k := &KnownPseudonyms{ids: map[string]bool{}, others: map[string]bool{}, keyed: hmac.New(sha256.New, p.Key)}
	for _, id := range ids {
		k.ids[id] = true
	}
	for _, delimiter := range []string{",", ";", "\t", "|"} {
		k.dialects = append(k.dialects, Dialect{Delimiter: delimiter})
	}
	for _, source := range sources {
		dialect := Dialect{Delimiter: source.Dialect.Delimiter, Quote: source.Dialect.Quote}
		isKnown := func(other Dialect) bool { return other.Delimiter == dialect.Delimiter && other.Quote == dialect.Quote }
		if dialect.Delimiter != "" && !slices.ContainsFunc(k.dialects, isKnown) {
			k.dialects = append(k.dialects, dialect)
		}
	}
	return k
}

const (
	longestID      = 1 << 10 // bytes; DuckDB takes longer ones, nobody gives them
	mostOtherWords = 1 << 18
)

// has reports whether a word is one of the ids.
func (k *KnownPseudonyms) has(word string) bool {
	if word == "" || len(word) > longestID || k.others[word] {
		return false
	}
	text := word
	if !utf8.ValidString(word) {
		if read, err := charmap.Windows1252.NewDecoder().String(word); err == nil {
			text = read
		}
	}
	k.keyed.Reset()
	k.keyed.Write([]byte(text))
	if k.ids[hex.EncodeToString(k.keyed.Sum(nil)[:keyedBytes])] {
		return true
	}
	if len(k.others) >= mostOtherWords {
		clear(k.others)
	}
	k.others[strings.Clone(word)] = true
	return false
}

func (k *KnownPseudonyms) hasAny(words iter.Seq[string]) bool {
	for word := range words {
		if k.has(word) {
			return true
		}
	}
	return false
}

// standIn reports whether one of the ids is a word of a text, whatever its format.
func (k *KnownPseudonyms) standIn(text string) bool {
	// As the search for plain ids does, this also finds one amid other words of a cell.
	between := func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsNumber(c) && !strings.ContainsRune("_./-", c)
	}
	if k.hasAny(strings.FieldsFuncSeq(text, between)) {
		return true
	}
	for _, dialect := range k.dialects {
		if strings.Contains(text, dialect.Delimiter) && k.hasAny(textWords(text, dialect)) {
			return true
		}
	}
	for line := range strings.FieldsFuncSeq(text, isLineEnd) { // of a single column
		if k.has(strings.Trim(strings.TrimSpace(line), `"`)) {
			return true
		}
	}
	return strings.ContainsAny(text, "{[") && k.hasAny(jsonWords(text))
}

// standInSheet is standIn for the XML of a sheet, in which a number may be written with an exponent.
func (k *KnownPseudonyms) standInSheet(text string) bool {
	for cell := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == '<' || c == '>' }) {
		cell = strings.TrimSpace(html.UnescapeString(cell))
		if k.standIn(cell) {
			return true
		}
		if number, err := strconv.ParseFloat(cell, 64); err == nil && k.has(decimalText(number)) {
			return true
		}
	}
	return false
}

// hold reads a text of any encoding in pieces that end where a cell does.
func (k *KnownPseudonyms) hold(in io.Reader, ends string, standIn func(string) bool) (bool, error) {
	in, err := asUTF8(in)
	if err != nil {
		return false, err
	}
	buffer := make([]byte, 1<<20)
	kept := 0
	for {
		n, err := io.ReadFull(in, buffer[kept:])
		piece := buffer[:kept+n]
		isLast := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !isLast {
			return false, err
		}
		cut := len(piece)
		if at := bytes.LastIndexByte(piece, '\n'); !isLast && at >= 0 && ends != ">" {
			cut = at + 1
		} else if at := bytes.LastIndexAny(piece, ends); !isLast && at >= 0 {
			cut = at + 1
		}
		if standIn(string(piece[:cut])) {
			return true, nil
		}
		if isLast {
			return false, nil
		}
		kept = copy(buffer, piece[cut:])
	}
}

// asUTF8 decodes UTF-16, told by its mark or by the zeros of plain letters, and passes every other text on.
func asUTF8(in io.Reader) (io.Reader, error) {
	head := make([]byte, 64)
	n, err := io.ReadFull(in, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	head = head[:n]
	whole := io.MultiReader(bytes.NewReader(head), in)
	byteOrder := utf.LittleEndian
	if len(head) > 1 && head[0] == 0 {
		byteOrder = utf.BigEndian
	}
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) || bytes.IndexByte(head, 0) >= 0 {
		return utf.UTF16(byteOrder, utf.UseBOM).NewDecoder().Reader(whole), nil
	}
	return whole, nil
}

// parquetHold looks at every row of a Parquet file.
func (k *KnownPseudonyms) parquetHold(ctx context.Context, s FileSearch, path string) (holds bool, err error) {
	rows, err := s.DB.QueryContext(ctx, fmt.Sprintf("select to_json(row)::varchar from read_parquet(%s) as row", globLiteral(path)))
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var row sql.NullString
	for rows.Next() {
		if err := rows.Scan(&row); err != nil {
			return false, err
		}
		if k.standIn(row.String) {
			return true, nil
		}
	}
	return false, rows.Err()
}
