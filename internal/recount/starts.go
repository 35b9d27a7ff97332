package recount

import "math"

// starts adds what became of the holdings that start in the period.
func (r *reckoning) starts(starts []*start) {
	untouched := map[pair]bool{}
	for _, s := range starts {
		if !s.isKnown || s.day < r.from || s.day > r.to {
			continue
		}
		m := r.seat(s.seat)
		m.daysToAction = append(m.daysToAction, s.until(s.firstAction, r.to))
		m.daysToContact = append(m.daysToContact, s.until(s.firstContact, r.to))
		if s.firstAction > r.to {
			untouched[s.pair] = true
		}
	}
	for key := range untouched {
		r.seat(key.seat).untouched++
	}
}

// start is a holding that begins, as the unit sees it.
type start struct {
	pair
	day                       day
	isKnown                   bool
	firstAction, firstContact day // endless: none
}

func (s *start) until(first, to day) float64 {
	if first > to {
		return math.Inf(1)
	}
	return float64(first - s.day)
}

// collectorStarts are the holdings themselves.
func (b *book) collectorStarts() []*start {
	var out []*start
	for _, a := range b.accounts {
		for _, h := range a.holdings {
			if h.collector != "" && h.start <= b.last {
				out = append(out, b.start(byCollector, pair{seat{h.collector, h.portfolio, h.currency}, a}, h.start, h.end, h.isStartKnown))
			}
		}
	}
	return out
}

// teamStarts are the stretches of days on which collectors of one team hold an account without a gap.
func (b *book) teamStarts() []*start {
	var out []*start
	for _, a := range b.accounts {
		for d := b.first; d <= b.last; d++ {
			h := a.heldOn[d-b.first]
			if h == nil || h.collector == "" {
				continue
			}
			key := pair{seat{b.team(h.collector, d), h.portfolio, h.currency}, a}
			first, isKnown := d, h.isStartKnown && h.start == d // else the collector changed teams
			for d < b.last {
				next := a.heldOn[d+1-b.first]
				if next == nil || next.collector == "" || key.seat != (seat{b.team(next.collector, d+1), next.portfolio, next.currency}) {
					break
				}
				d++
			}
			out = append(out, b.start(b.byTeam, key, first, d+1, isKnown))
		}
	}
	return out
}

// start finds the unit's first action and first reaction on the account from one day up to another, in whatever currency.
func (b *book) start(u unit, key pair, from, end day, isKnown bool) *start {
	s := &start{pair: key, day: from, isKnown: isKnown, firstAction: endless, firstContact: endless}
	for _, i := range key.account.interactions {
		if !i.isAction || i.collector == "" || i.at.date < from || i.at.date >= end ||
			u(i.collector, i.at.date) != key.unit {
			continue
		}
		s.firstAction = min(s.firstAction, i.at.date)
		if i.reachesDebtor() {
			s.firstContact = min(s.firstContact, i.at.date)
		}
	}
	return s
}
