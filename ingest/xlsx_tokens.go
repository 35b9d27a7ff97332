package ingest

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
)

// xmlTokens reads XML piece by piece. The standard decoder holds a piece in memory whatever its length: a text of
// gigabytes packs into a few kilobytes.
type xmlTokens struct {
	decoder *xml.Decoder
	source  *tokenReader
}

// newXMLTokens reads from source. The decoder itself, without RawToken, ends after maxSmallPartBytes.
func newXMLTokens(source io.Reader) *xmlTokens {
	reader := &tokenReader{source: bufio.NewReaderSize(source, 1<<16), left: maxSmallPartBytes + 1}
	return &xmlTokens{decoder: xml.NewDecoder(reader), source: reader}
}

// RawToken returns the next piece, see xml.Decoder.RawToken, or an error if it is longer than maxTokenBytes.
func (t *xmlTokens) RawToken() (xml.Token, error) {
	t.source.left = maxTokenBytes
	return t.decoder.RawToken()
}

// tokenReader fails once left bytes are read. It is an io.ByteReader, which xml.Decoder reads no further ahead than it
// has to.
type tokenReader struct {
	source *bufio.Reader
	left   int
}

func (r *tokenReader) ReadByte() (byte, error) {
	if r.left--; r.left < 0 {
		return 0, fmt.Errorf("a piece of XML has more than %d bytes: no spreadsheet program wrote that", maxTokenBytes)
	}
	return r.source.ReadByte()
}

func (r *tokenReader) Read(buffer []byte) (int, error) { return r.source.Read(buffer) }
