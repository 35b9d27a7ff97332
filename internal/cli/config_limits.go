package cli

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/recaudo/recaudo/ingest"
)

// LimitsConfig says what one file may claim before it is refused.
type LimitsConfig struct {
	DecompressedSize string `yaml:"decompressed_size"` // of a file; default 256GB
	CompressionRatio int64  `yaml:"compression_ratio"` // what a byte of a file may become; default 100
	LineSize         string `yaml:"line_size"`         // of a record of text; default 4MB
	Rows             int64  `yaml:"rows"`              // default 2,000,000,000
	Columns          int64  `yaml:"columns"`           // default 4,000
	JSONDepth        int64  `yaml:"json_depth"`        // default 64
}

func defaultLimits() LimitsConfig {
	limits := ingest.DefaultLimits()
	return LimitsConfig{
		DecompressedSize: "256GB", CompressionRatio: limits.Ratio, LineSize: "4MB",
		Rows: limits.Rows, Columns: limits.Columns, JSONDepth: limits.JSONDepth,
	}
}

func (c LimitsConfig) validate(at locator) error {
	for key, size := range map[string]string{"decompressed_size": c.DecompressedSize, "line_size": c.LineSize} {
		if bytes, ok := parseSize(size); !ok || bytes < 1 {
			return at.fault("$.limits."+key, fmt.Sprintf("%q is no size; write it as 500MB or 4GB", size))
		}
	}
	for key, count := range map[string]int64{
		"compression_ratio": c.CompressionRatio, "rows": c.Rows, "columns": c.Columns, "json_depth": c.JSONDepth,
	} {
		if count < 1 {
			return at.fault("$.limits."+key, fmt.Sprintf("%d lets no file pass; leave the key out for the default", count))
		}
	}
	if c.JSONDepth > maxJSONDepth {
		return at.fault("$.limits.json_depth", fmt.Sprintf("%d is more than %d, which is as deep as DuckDB reads safely",
			c.JSONDepth, maxJSONDepth))
	}
	if bytes, _ := parseSize(c.LineSize); bytes > maxLineSize {
		return at.fault("$.limits.line_size", fmt.Sprintf("%q is more than 1GB, which is held in memory", c.LineSize))
	}
	return nil
}

// What no config may ask for.
const (
	maxJSONDepth = 1000
	maxLineSize  = 1_000_000_000
)

// limits returns what the ingest is told. The config is valid.
func (c LimitsConfig) limits() ingest.Limits {
	decompressed, _ := parseSize(c.DecompressedSize)
	line, _ := parseSize(c.LineSize)
	return ingest.Limits{
		DecompressedBytes: decompressed, Ratio: c.CompressionRatio, LineBytes: line,
		Rows: c.Rows, Columns: c.Columns, JSONDepth: c.JSONDepth,
	}
}

var sizeParts = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?) ?([KMGT]?)(i?)B$`)

// parseSize reads a size as DuckDB writes it: 500MB are 500,000,000 bytes, 1GiB are 2^30.
func parseSize(text string) (int64, bool) {
	parts := sizeParts.FindStringSubmatch(text)
	if parts == nil || parts[2] == "" && parts[3] != "" {
		return 0, false
	}
	number, err := strconv.ParseFloat(parts[1], 64)
	step := 1000.0
	if parts[3] != "" {
		step = 1024
	}
	bytes := number * math.Pow(step, float64(strings.Index(" KMGT", parts[2])))
	if parts[2] == "" {
		bytes = number
	}
	return int64(bytes), err == nil && bytes < math.MaxInt64
}
