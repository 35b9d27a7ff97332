package cli

import "fmt"

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

func (s SegmentsConfig) validate(at locator) error {
	last := 0.0
	for i, limit := range s.AmountLimits {
		if limit <= last {
			return at.fault(fmt.Sprintf("$.segments.amount_limits[%d]", i),
				fmt.Sprintf("%v does not rise above %v; each band begins above the one before", limit, last))
		}
		last = limit
	}
	return nil
}
