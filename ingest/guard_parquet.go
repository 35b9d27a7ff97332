package ingest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// maxFooterBytes is how long a Parquet file's description of itself may be: it is read as a whole, and becomes a
// multiple of it in memory.
const maxFooterBytes = 64 << 20

// checkParquetEnds returns an error if a file does not begin and end as Parquet files do.
func checkParquetEnds(root fs.FS, path string) (sizeBytes int64, err error) {
	file, err := root.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close() // it was only read
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	size := info.Size()
	at, ok := file.(io.ReaderAt)
	if !ok {
		return size, errors.New("it can't be read from its end")
	}
	if size == 0 {
		return size, errors.New("the file is empty: export or copy it again")
	}
	var head [4]byte
	var tail [8]byte
	if size < int64(len(head)+len(tail)) {
		return size, errors.New("it is too short for a Parquet file: export or copy it again")
	}
	_, headErr := at.ReadAt(head[:], 0)
	_, tailErr := at.ReadAt(tail[:], size-int64(len(tail)))
	if err := errors.Join(headErr, tailErr); err != nil {
		return size, err
	}
	if string(head[:]) != "PAR1" {
		return size, errors.New("it is no Parquet file: does its name say the truth?")
	}
	if string(tail[4:]) != "PAR1" {
		return size, errors.New("the Parquet file is cut off: copy it again")
	}
	footer := int64(binary.LittleEndian.Uint32(tail[:4]))
	if footer > size-int64(len(head)+len(tail)) {
		return size, errors.New("the Parquet file is damaged, its footer would be longer than the file: export it again")
	}
	if footer > maxFooterBytes {
		return size, fmt.Errorf("the Parquet file has a footer of %d bytes, more than %d: write it with fewer columns, "+
			"or larger row groups", footer, maxFooterBytes)
	}
	return size, nil
}

// guardParquet refuses a Parquet file that claims more than a file of its size holds: a few bytes can say that a value
// is repeated a trillion times. place is the SQL of where it lies.
func guardParquet(ctx context.Context, db execer, place string, sizeBytes int64, limits Limits) error {
	var columns, claimed, groupRows, least, plainBytes int64
	err := db.QueryRowContext(ctx, "select count(*) from parquet_schema("+place+") where num_children is null").
		Scan(&columns)
	if err != nil {
		return err
	}
	if err := checkWidth(columns, limits); err != nil {
		return err
	}
	// In hugeints: what a file claims adds up to anything. What is beyond a bigint is so great that it is too much.
	const most = "least(9223372036854775807, greatest(-1, %s))::bigint"
	err = db.QueryRowContext(ctx, fmt.Sprintf("select "+most+" from parquet_file_metadata(%s)",
		"coalesce(sum(num_rows), 0)", place)).Scan(&claimed)
	if err != nil {
		return err
	}
	err = db.QueryRowContext(ctx, fmt.Sprintf("select "+most+", "+most+", "+most+" from parquet_metadata(%s)",
		"coalesce(sum(row_group_num_rows::hugeint) filter (where column_id = 0), 0)",
		"coalesce(min(row_group_num_rows), 0)",
		"coalesce(sum(total_uncompressed_size::hugeint), 0)", place)).Scan(&groupRows, &least, &plainBytes)
	if err != nil {
		return err
	}
	switch {
	case claimed != groupRows || least < 0:
		return fmt.Errorf("the Parquet file is damaged: its footer says %d rows, its row groups have %d; export it again",
			claimed, groupRows)
	case claimed > limits.Rows:
		return fmt.Errorf("it has %d rows, more than %d: split it, or raise `limits.rows`", claimed, limits.Rows)
	case plainBytes > limits.DecompressedBytes:
		return fmt.Errorf("its %d bytes become %d, more than %d: split it, or raise `limits.decompressed_size`",
			sizeBytes, plainBytes, limits.DecompressedBytes)
	case limits.exceedRatio(max(plainBytes, claimed*max(columns, rowBytes)), sizeBytes):
		return fmt.Errorf("its %d bytes claim %d rows of %d columns: that is no export; if it is one, raise "+
			"`limits.compression_ratio`", sizeBytes, claimed, columns)
	}
	return nil
}
