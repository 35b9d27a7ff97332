package recount

import "math/big"

// cellKey is a class of alike accounts.
type cellKey struct {
	portfolio, currency, band string
	bucket                    int
}

// expect gives every seat what an average holder would have recovered from its accounts: indirect standardisation.
func (r *reckoning) expect() {
	type share struct {
		seat
		cellKey
	}
	shares := map[share]Money{}
	for p, h := range r.pairs {
		if h.isAssigned {
			shares[share{p.seat, cellOf(p, h)}] += h.assigned
		}
	}
	ratios := r.cellRatios()
	for s, assigned := range shares {
		if ratio := ratios[s.cellKey]; ratio != nil {
			r.seat(s.seat).expected += times(assigned, ratio)
		}
	}
}

func cellOf(p pair, h *held) cellKey { return cellKey{p.portfolio, p.currency, h.band, h.bucket} }

// times is the product of an amount and a ratio, rounded to four decimals.
func times(m Money, ratio *big.Rat) Money {
	return roundMoney(new(big.Rat).Mul(big.NewRat(int64(m), 1), ratio))
}

// cellRatios are recovered by assigned amount over all pairs of a cell; nil where nothing is assigned.
func (r *reckoning) cellRatios() map[cellKey]*big.Rat {
	type sums struct{ recovered, assigned Money }
	cells := map[cellKey]sums{}
	for p, h := range r.pairs {
		if h.isAssigned {
			s := cells[cellOf(p, h)]
			cells[cellOf(p, h)] = sums{s.recovered + h.recovered, s.assigned + h.assigned}
		}
	}
	ratios := map[cellKey]*big.Rat{}
	for key, s := range cells {
		ratios[key] = nil
		if s.assigned != 0 {
			ratios[key] = big.NewRat(int64(s.recovered), int64(s.assigned))
		}
	}
	return ratios
}
