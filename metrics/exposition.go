package metrics

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
)

// exposition is the text format of a snapshot's families, made once, so that a scrape only sends it. What changes
// between scrapes (process figures, the state of the last run) is appended to it per scrape. It is all bytes: through
// the families as a registry gathers them, a million pointers, the collector of garbage would walk again and again,
// and a scrape that came meanwhile would wait.
type exposition struct {
	text     []byte
	deflated []byte // text as deflate blocks, of which the last is not final
	checksum uint32 // of text, as gzip wants it
	count    int    // of families
}

// deflateLevel takes a third of the default's time for a sixth more bytes: they are compressed while everybody waits for
// the new snapshot.
const deflateLevel = 3

// gzipHeader is that of a stream without name and time, from an unknown system (RFC 1952, section 2.3).
const gzipHeader = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

// newExposition puts families together, in the order of their names.
func newExposition(families []family) (exposition, error) {
	slices.SortFunc(families, func(a, b family) int { return cmp.Compare(a.name, b.name) })
	length := 0
	for _, each := range families {
		length += len(each.text)
	}
	text := make([]byte, 0, length)
	for _, each := range families {
		text = append(text, each.text...)
	}
	var deflated bytes.Buffer
	writer, err := flate.NewWriter(&deflated, deflateLevel)
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
	return exposition{
		text: text, deflated: deflated.Bytes(), checksum: crc32.ChecksumIEEE(text), count: len(families),
	}, nil
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

// maxStored is how many bytes a deflate block holds that is not compressed (RFC 1951, section 3.2.4).
const maxStored = 1<<16 - 1

// gzipTail returns what follows gzipHeader and e.deflated in a gzip stream of e.text and tail. The tail is not
// compressed: it is small beside what comes before it, and a compressor takes close to a megabyte of memory, which
// every scrape would leave behind.
func (e exposition) gzipTail(tail []byte) []byte {
	stream := make([]byte, 0, len(tail)+len(tail)/maxStored*5+16)
	for rest, isLast := tail, false; !isLast; {
		length := min(len(rest), maxStored)
		isLast = length == len(rest)
		final := byte(0)
		if isLast {
			final = 1
		}
		stream = append(stream, final)
		stream = binary.LittleEndian.AppendUint16(stream, uint16(length))
		stream = binary.LittleEndian.AppendUint16(stream, ^uint16(length))
		stream = append(stream, rest[:length]...)
		rest = rest[length:]
	}
	stream = binary.LittleEndian.AppendUint32(stream, crc32.Update(e.checksum, crc32.IEEETable, tail))
	return binary.LittleEndian.AppendUint32(stream, uint32(len(e.text)+len(tail)))
}
