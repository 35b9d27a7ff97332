package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// size is a number of interactions.
type size int64

const (
	thousand size = 1_000
	million  size = 1_000_000
)

// String returns the size as people write it, 10M.
func (s size) String() string {
	switch {
	case s >= million && s%million == 0:
		return strconv.FormatInt(int64(s/million), 10) + "M"
	case s >= thousand && s%thousand == 0:
		return strconv.FormatInt(int64(s/thousand), 10) + "k"
	}
	return strconv.FormatInt(int64(s), 10)
}

func parseSize(text string) (size, error) {
	digits, unit := strings.TrimSpace(text), size(1)
	switch {
	case strings.HasSuffix(digits, "M"):
		digits, unit = strings.TrimSuffix(digits, "M"), million
	case strings.HasSuffix(digits, "k"):
		digits, unit = strings.TrimSuffix(digits, "k"), thousand
	}
	number, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || number <= 0 || number > math.MaxInt64/int64(unit) {
		return 0, fmt.Errorf("%q is no size; write 300k, 1M or 10M", text)
	}
	return size(number) * unit, nil
}

// parseSizes reads a list of sizes, each larger than the one before it.
func parseSizes(text string) ([]size, error) {
	var sizes []size
	for part := range strings.SplitSeq(text, ",") {
		one, err := parseSize(part)
		if err != nil {
			return nil, err
		}
		if len(sizes) > 0 && one <= sizes[len(sizes)-1] {
			return nil, fmt.Errorf("sizes %q do not rise; the first is what the others are compared with", text)
		}
		sizes = append(sizes, one)
	}
	return sizes, nil
}

// byteUnits are DuckDB's, the longer names first.
var byteUnits = []struct {
	name  string
	bytes float64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9},
}

// parseBytes reads a memory limit as DuckDB writes it, 2GB.
func parseBytes(text string) (int64, error) {
	for _, unit := range byteUnits {
		digits, ok := strings.CutSuffix(text, unit.name)
		if !ok {
			continue
		}
		number, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
		if err != nil || number <= 0 {
			break
		}
		return int64(number * unit.bytes), nil
	}
	return 0, fmt.Errorf("%q is no memory limit; write 2GB or 512MB", text)
}
