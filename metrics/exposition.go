package metrics

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

// exposition is the text format of a snapshot's families, made once: encoding 50,000 series takes some 50 ms, which
// no scrape should wait for. What changes between scrapes (process figures, the state of the last run) is appended
// to it per scrape.
type exposition struct {
	text     []byte
	deflated []byte // text as deflate blocks, of which the last is not final
	checksum uint32 // of text, as gzip wants it
}

// gzipHeader is that of a stream without name and time, from an unknown system (RFC 1952, section 2.3).
const gzipHeader = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

func newExposition(families []*dto.MetricFamily) (exposition, error) {
	text, err := encodeText(families)
	if err != nil {
		return exposition{}, err
	}
	var deflated bytes.Buffer
	writer, err := flate.NewWriter(&deflated, flate.DefaultCompression)
	if err != nil {
		return exposition{}, fmt.Errorf("compress exposition: %w", err)
	}
	if _, err := writer.Write(text); err != nil {
		return exposition{}, fmt.Errorf("compress exposition: %w", err)
	}
	// Flush, not Close: it ends on a byte border and leaves the stream open for what a scrape appends.
	if err := writer.Flush(); err != nil {
		return exposition{}, fmt.Errorf("compress exposition: %w", err)
	}
	return exposition{text: text, deflated: deflated.Bytes(), checksum: crc32.ChecksumIEEE(text)}, nil
}

func encodeText(families []*dto.MetricFamily) ([]byte, error) {
	var text bytes.Buffer
	for _, family := range families {
		if _, err := expfmt.MetricFamilyToText(&text, family); err != nil {
			return nil, fmt.Errorf("encode %s: %w", family.GetName(), err)
		}
	}
	return text.Bytes(), nil
}

// gzipTail returns what follows gzipHeader and e.deflated in a gzip stream of e.text and tail. The tail is compressed
// by a writer that has seen nothing before it, so its blocks refer to nothing outside them.
func (e exposition) gzipTail(tail []byte) ([]byte, error) {
	var stream bytes.Buffer
	writer, err := flate.NewWriter(&stream, flate.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("compress exposition: %w", err)
	}
	if _, err := writer.Write(tail); err != nil {
		return nil, fmt.Errorf("compress exposition: %w", err)
	}
	if err := writer.Close(); err != nil {
		return nil, fmt.Errorf("compress exposition: %w", err)
	}
	trailer := binary.LittleEndian.AppendUint32(nil, crc32.Update(e.checksum, crc32.IEEETable, tail))
	trailer = binary.LittleEndian.AppendUint32(trailer, uint32(len(e.text)+len(tail)))
	return append(stream.Bytes(), trailer...), nil
}
