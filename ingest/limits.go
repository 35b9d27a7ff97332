package ingest

import "cmp"

// Limits cap what one file may claim, so that a file that no system exported costs neither the night nor the machine.
// A zero field takes the default.
type Limits struct {
	DecompressedBytes int64 // default 256 GB
	// Ratio is what a byte of the file may become, in bytes of text or in cells of Parquet. The first 16 MB are free.
	// Default is 100.
	Ratio     int64
	LineBytes int64 // of one record; default 4 MB
	Rows      int64 // of one file; default 2,000,000,000
	Columns   int64 // of one table, or different keys of JSON; default 4,000
	JSONDepth int64 // of arrays and objects in one another; default 64
}

// DefaultLimits returns the limits of a zero Limits.
func DefaultLimits() Limits { return Limits{}.withDefaults() }

func (l Limits) withDefaults() Limits {
	return Limits{
		DecompressedBytes: cmp.Or(l.DecompressedBytes, 256_000_000_000),
		Ratio:             cmp.Or(l.Ratio, 100),
		LineBytes:         cmp.Or(l.LineBytes, 4_000_000),
		Rows:              cmp.Or(l.Rows, 2_000_000_000),
		Columns:           cmp.Or(l.Columns, 4_000),
		JSONDepth:         cmp.Or(l.JSONDepth, 64),
	}
}

// ratioFreeBytes are what any file may become, whatever the ratio.
const ratioFreeBytes = 16 << 20

// rowBytes is what a row counts at least against the ratio, as it costs that much once it is read, be it blank. A row of
// an export, with an id, a date and an amount of its own, takes more than two bytes however well it is compressed.
const rowBytes = 200

// exceedRatio reports whether so many bytes or cells are more than a file of sizeBytes may become.
func (l Limits) exceedRatio(became, sizeBytes int64) bool {
	return became > ratioFreeBytes && became/l.Ratio > sizeBytes
}
