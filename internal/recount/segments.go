package recount

// segmentMonths says who recovers what from which kind of account.
func (p *periods) segmentMonths() Table {
	type key struct {
		seat
		band       string
		bucket     int
		debtorType string
	}
	t := newTable("segment_months", "month", "collector_id", "portfolio", "currency", "amount_band", "aging_bucket",
		"debtor_type")
	for _, last := range p.b.months() {
		r := p.month(last)
		sums := map[key]*measures{}
		for pair, h := range r.pairs {
			if !h.isAssigned {
				continue
			}
			k := key{pair.seat, h.band, h.bucket, orNone(pair.account.row["debtor_type"])}
			if sums[k] == nil {
				sums[k] = &measures{}
			}
			sums[k].addPair(h)
			sums[k].recoveredAssigned += h.recovered
		}
		ratios := r.cellRatios()
		for k, m := range sums {
			if ratio := ratios[cellKey{k.portfolio, k.currency, k.band, k.bucket}]; ratio != nil {
				m.expected = times(m.assigned, ratio)
			}
			t.add(map[string]any{
				"month": last.monthStart().String(), "collector_id": k.unit, "portfolio": k.portfolio,
				"currency": k.currency, "amount_band": k.band, "aging_bucket": p.b.bucketName(k.bucket),
				"debtor_type": k.debtorType, "assigned_accounts": m.assignedAccounts, "assigned_amount": m.assigned,
				"recovered_assigned_amount": m.recoveredAssigned, "paying_accounts": m.paying,
				"effectiveness_by_count":  ratio(m.paying, m.assignedAccounts),
				"effectiveness_by_amount": ratio(m.recoveredAssigned, m.assigned),
				"expected_amount":         m.expected, "performance_index": index(m.recoveredAssigned, m.expected),
			})
		}
	}
	return t.done()
}
