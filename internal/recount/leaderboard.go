package recount

import "math/big"

// place is a collector's line on the board of one currency.
type place struct {
	collector, currency, team string
	measures
	isRanked bool
	ranks    map[string]any // by column
}

// board is the leaderboard of a date: month to date, all portfolios together.
func (p *periods) board(asOf day) map[[2]string]*place {
	places := map[[2]string]*place{}
	r := p.month(asOf)
	if r == nil {
		return places
	}
	for s, m := range r.seats {
		if allZero(m.columns()) {
			continue
		}
		key := [2]string{s.unit, s.currency}
		if places[key] == nil {
			places[key] = &place{collector: s.unit, currency: s.currency, team: p.b.team(s.unit, asOf)}
		}
		places[key].sum(m)
	}
	var ranked []*place
	for _, one := range places {
		one.isRanked = one.assignedAccounts >= int64(p.b.settings.MinAssignedAccounts)
		one.ranks = map[string]any{}
		if one.isRanked {
			ranked = append(ranked, one)
		}
	}
	for _, by := range []struct {
		name  string
		value func(*place) *big.Rat
	}{
		{"count", func(p *place) *big.Rat { return quotient(p.paying, p.assignedAccounts) }},
		{"amount", func(p *place) *big.Rat { return quotient(int64(p.recoveredAssigned), int64(p.assigned)) }},
		{"index", func(p *place) *big.Rat { return quotient(int64(p.recoveredAssigned), int64(max(p.expected, 0))) }},
	} {
		for _, one := range ranked {
			one.ranks["rank_by_"+by.name] = rank(one, ranked, by.value, func(o *place) bool {
				return o.currency == one.currency
			})
			one.ranks["team_rank_by_"+by.name] = rank(one, ranked, by.value, func(o *place) bool {
				return o.currency == one.currency && o.team == one.team
			})
		}
	}
	return places
}

func quotient(a, b int64) *big.Rat {
	if b == 0 {
		return nil
	}
	return big.NewRat(a, b)
}

// rank is dense: one more than the different better values. Without a value there is none.
func rank(one *place, all []*place, value func(*place) *big.Rat, isPeer func(*place) bool) any {
	own := value(one)
	if own == nil {
		return nil
	}
	better := map[string]bool{}
	for _, other := range all {
		if v := value(other); isPeer(other) && v != nil && v.Cmp(own) > 0 {
			better[v.String()] = true
		}
	}
	return int64(len(better) + 1)
}

func (p *periods) leaderboard() Table {
	t := newTable("leaderboard", "as_of", "collector_id", "currency")
	asOf := p.b.last
	before := p.board(asOf - 1)
	for key, one := range p.board(asOf) {
		row := one.columns()
		row["as_of"], row["collector_id"], row["currency"] = asOf.String(), one.collector, one.currency
		row["collector_name"], row["team"], row["is_ranked"] = p.b.name(one.collector), one.team, one.isRanked
		row["rank_change"], row["target_amount"], row["target_attainment"] = nil, nil, nil
		for _, name := range []string{"rank_by_", "team_rank_by_"} {
			for _, by := range []string{"count", "amount", "index"} {
				row[name+by] = one.ranks[name+by]
			}
		}
		if was := before[key]; was != nil && asOf != asOf.monthStart() {
			old, isOld := was.ranks["rank_by_amount"].(int64)
			now, isNow := one.ranks["rank_by_amount"].(int64)
			if isOld && isNow {
				row["rank_change"] = old - now
			}
		}
		if target, ok := p.b.targets[targetKey{asOf.monthStart(), one.collector, one.currency}]; ok {
			row["target_amount"], row["target_attainment"] = target, ratio(one.recovered, target)
		}
		t.add(row)
	}
	return t.done()
}
