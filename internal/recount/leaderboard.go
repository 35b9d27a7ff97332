package recount

import (
	"maps"
	"math/big"
)

// standing is a collector's line on the board of one currency.
type standing struct {
	collector, currency, team string
	measures
	isRanked bool
	ranks    map[string]any // by column
}

// board is the leaderboard of a date: month to date, all portfolios together.
func (p *periods) board(asOf day) map[[2]string]*standing {
	standings := map[[2]string]*standing{}
	r := p.month(asOf)
	if r == nil {
		return standings
	}
	hasRow := map[[2]string]bool{}
	for s, m := range r.seats {
		key := [2]string{s.unit, s.currency}
		hasRow[key] = hasRow[key] || !allZero(m.columns())
		if standings[key] == nil {
			standings[key] = &standing{collector: s.unit, currency: s.currency, team: p.b.team(s.unit, asOf)}
		}
		standings[key].sum(m) // a portfolio of medians alone has no row of its own, and yet counts here
	}
	maps.DeleteFunc(standings, func(key [2]string, _ *standing) bool { return !hasRow[key] })
	var ranked []*standing
	for _, one := range standings {
		one.isRanked = one.assignedAccounts >= int64(p.b.settings.MinAssignedAccounts)
		one.ranks = map[string]any{}
		if one.isRanked {
			ranked = append(ranked, one)
		}
	}
	for _, by := range []struct {
		name  string
		value func(*standing) *big.Rat
	}{
		{"count", func(p *standing) *big.Rat { return quotient(p.paying, p.assignedAccounts) }},
		{"amount", func(p *standing) *big.Rat { return quotient(int64(p.recoveredAssigned), int64(p.assigned)) }},
		{"index", func(p *standing) *big.Rat { return quotient(int64(p.recoveredAssigned), int64(max(p.expected, 0))) }},
	} {
		for _, one := range ranked {
			one.ranks["rank_by_"+by.name] = rank(one, ranked, by.value, func(o *standing) bool {
				return o.currency == one.currency
			})
			one.ranks["team_rank_by_"+by.name] = rank(one, ranked, by.value, func(o *standing) bool {
				return o.currency == one.currency && o.team == one.team
			})
		}
	}
	return standings
}

func quotient(a, b int64) *big.Rat {
	if b == 0 {
		return nil
	}
	return big.NewRat(a, b)
}

// rank is dense: one more than the different better values. Without a value there is none.
func rank(one *standing, all []*standing, value func(*standing) *big.Rat, isPeer func(*standing) bool) any {
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
		row["rank_change"], row["team_rank_change"] = nil, nil
		row["target_amount"], row["target_attainment"] = nil, nil
		for _, name := range []string{"rank_by_", "team_rank_by_"} {
			for _, by := range []string{"count", "amount", "index"} {
				row[name+by] = one.ranks[name+by]
			}
		}
		if was := before[key]; was != nil && asOf != asOf.monthStart() {
			row["rank_change"] = won(was, one, "rank_by_amount")
			if was.team == one.team {
				row["team_rank_change"] = won(was, one, "team_rank_by_amount")
			}
		}
		if target, ok := p.b.targets[targetKey{asOf.monthStart(), one.collector, one.currency}]; ok {
			row["target_amount"], row["target_attainment"] = target, ratio(one.recovered, target)
		}
		t.add(row)
	}
	return t.done()
}

// won is how many places a collector has won since the day before, NULL without a rank on either day.
func won(was, is *standing, rank string) any {
	old, isOld := was.ranks[rank].(int64)
	now, isNow := is.ranks[rank].(int64)
	if !isOld || !isNow {
		return nil
	}
	return old - now
}
