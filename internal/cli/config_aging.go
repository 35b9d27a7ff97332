package cli

import (
	"fmt"
	"strconv"
	"strings"
)

// AgingConfig says how days past due fall into buckets.
type AgingConfig struct {
	BucketDays []int `yaml:"bucket_days"` // last day of each bucket after current; default 30, 60, 90
}

// SegmentsConfig says how accounts fall into segments.
type SegmentsConfig struct {
	AmountLimits []float64 `yaml:"amount_limits"` // where amount bands begin; none are powers of ten
}

func (a AgingConfig) validate(at locator) error {
	last := 0
	for i, days := range a.BucketDays {
		if days <= last {
			return at.fault(fmt.Sprintf("$.aging.bucket_days[%d]", i),
				fmt.Sprintf("%d does not rise above %d; each bucket ends after the one before", days, last))
		}
		last = days
	}
	return nil
}

// maxAmount is the least amount that no column for money holds, DECIMAL(18,4).
const maxAmount = 1e14

func (s SegmentsConfig) validate(at locator) error {
	last := 0.0
	for i, limit := range s.AmountLimits {
		place := fmt.Sprintf("$.segments.amount_limits[%d]", i)
		switch {
		case !(limit > last): // NaN, too
			return at.fault(place, fmt.Sprintf("%v does not rise above %v; each band begins above the one before", limit, last))
		case limit >= maxAmount:
			return at.fault(place, fmt.Sprintf("%v is more than any amount; the largest are below %.0f", limit, float64(maxAmount)))
		case decimals(limit) > 4:
			return at.fault(place, fmt.Sprintf("%v has more than four decimals, amounts have four", limit))
		}
		last = limit
	}
	return nil
}

// decimals returns how many digits stand behind the point of a number.
func decimals(number float64) int {
	_, behind, _ := strings.Cut(strconv.FormatFloat(number, 'f', -1, 64), ".")
	return len(behind)
}
