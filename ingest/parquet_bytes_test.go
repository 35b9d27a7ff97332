package ingest

import (
	"encoding/binary"
)

// thrift writes Thrift's compact protocol, in which a Parquet file describes itself, so that a test can make a file
// that says anything.
type thrift struct {
	bytes []byte
	last  []int // the last field of each open struct
}

// Types of the compact protocol.
const (
	thriftI32    = 5
	thriftI64    = 6
	thriftText   = 8
	thriftList   = 9
	thriftStruct = 12
)

func (w *thrift) begin() { w.last = append(w.last, 0) }

func (w *thrift) end() {
	w.bytes = append(w.bytes, 0)
	w.last = w.last[:len(w.last)-1]
}

func (w *thrift) field(id, kind int) {
	last := &w.last[len(w.last)-1]
	w.bytes = append(w.bytes, byte((id-*last)<<4|kind))
	*last = id
}

func (w *thrift) number(id, kind int, value int64) {
	w.field(id, kind)
	w.bytes = binary.AppendUvarint(w.bytes, uint64(value<<1^value>>63))
}

func (w *thrift) text(text string) {
	w.bytes = binary.AppendUvarint(w.bytes, uint64(len(text)))
	w.bytes = append(w.bytes, text...)
}

func (w *thrift) list(id, kind, size int) {
	w.field(id, thriftList)
	w.bytes = append(w.bytes, byte(0xF0|kind))
	w.bytes = binary.AppendUvarint(w.bytes, uint64(size))
}

// parquetClaim is a Parquet file of optional text columns that are NULL in every row: a page of a few bytes says so for
// as many rows as it likes, and every row group points at the same page.
type parquetClaim struct {
	columns   []string
	groups    int
	groupRows int64
	fileRows  int64 // what the footer claims in all; 0 is the truth
	// pageBytes is what the page claims to become; 0 is the truth.
	pageBytes int64
	// offset is where the footer claims the page to be; 0 is the truth.
	offset int64
	// padding is how many bytes lie there that nothing refers to.
	padding int
}

func (c parquetClaim) bytes() []byte {
	// Definition levels: their length, then one run of zeros.
	run := binary.AppendUvarint(nil, uint64(c.groupRows)<<1)
	run = append(run, 0)
	page := binary.LittleEndian.AppendUint32(nil, uint32(len(run)))
	page = append(page, run...)

	header := thrift{}
	header.begin()
	header.number(1, thriftI32, 0)
	header.number(2, thriftI32, max(c.pageBytes, int64(len(page))))
	header.number(3, thriftI32, int64(len(page)))
	header.field(5, thriftStruct)
	header.begin()
	header.number(1, thriftI32, c.groupRows)
	header.number(2, thriftI32, 0) // plain
	header.number(3, thriftI32, 3) // run lengths
	header.number(4, thriftI32, 3)
	header.end()
	header.end()
	chunk := append(header.bytes, page...)

	footer := thrift{}
	footer.begin()
	footer.number(1, thriftI32, 1)
	footer.list(2, thriftStruct, len(c.columns)+1)
	footer.begin()
	footer.field(4, thriftText)
	footer.text("schema")
	footer.number(5, thriftI32, int64(len(c.columns)))
	footer.end()
	for _, column := range c.columns {
		footer.begin()
		footer.number(1, thriftI32, 6)
		footer.number(3, thriftI32, 1)
		footer.field(4, thriftText)
		footer.text(column)
		footer.number(6, thriftI32, 0)
		footer.end()
	}
	rows := c.fileRows
	if rows == 0 {
		rows = c.groupRows * int64(c.groups)
	}
	footer.number(3, thriftI64, rows)
	footer.list(4, thriftStruct, c.groups)
	for range c.groups {
		c.group(&footer, int64(len(chunk)))
	}
	footer.end()

	file := append([]byte("PAR1"), chunk...)
	file = append(file, make([]byte, c.padding)...)
	file = append(file, footer.bytes...)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(footer.bytes)))
	return append(file, "PAR1"...)
}

func (c parquetClaim) group(w *thrift, chunkBytes int64) {
	offset := int64(4)
	if c.offset != 0 {
		offset = c.offset
	}
	w.begin()
	w.list(1, thriftStruct, len(c.columns))
	for _, column := range c.columns {
		w.begin()
		w.number(2, thriftI64, 0)
		w.field(3, thriftStruct)
		w.begin()
		w.number(1, thriftI32, 6)
		w.list(2, thriftI32, 1)
		w.bytes = append(w.bytes, 0)
		w.list(3, thriftText, 1)
		w.text(column)
		w.number(4, thriftI32, 0)
		w.number(5, thriftI64, c.groupRows)
		w.number(6, thriftI64, chunkBytes)
		w.number(7, thriftI64, chunkBytes)
		w.number(9, thriftI64, offset)
		w.end()
		w.end()
	}
	w.number(2, thriftI64, chunkBytes)
	w.number(3, thriftI64, c.groupRows)
	w.end()
}
