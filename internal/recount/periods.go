package recount

import (
	"math"
	"slices"
)

// periods are all reckonings of collectors and of teams, by period and date.
type periods struct {
	b     *book
	both  []*reckoning // collectors', by date, day before month
	teams []*reckoning // at the same places
}

func (b *book) reckonAll() *periods {
	p := &periods{b: b}
	collectorStarts, teamStarts := b.collectorStarts(), b.teamStarts()
	for d := b.first; d <= b.last; d++ {
		for _, isMonth := range []bool{false, true} {
			p.both = append(p.both, b.reckon(byCollector, collectorStarts, isMonth, d))
			p.teams = append(p.teams, b.reckon(b.byTeam, teamStarts, isMonth, d))
		}
	}
	return p
}

// month is the collectors' reckoning of a month up to a date, nil before the book's first day.
func (p *periods) month(asOf day) *reckoning {
	if asOf < p.b.first {
		return nil
	}
	return p.both[2*(asOf-p.b.first)+1]
}

// months lists the last date of every month.
func (b *book) months() []day {
	var out []day
	for d := b.first; d <= b.last; d++ {
		if d == d.monthEnd() || d == b.last {
			out = append(out, d)
		}
	}
	return out
}

func (r *reckoning) period() string {
	if r.isMonth {
		return "month"
	}
	return "day"
}

var periodKey = []string{"period", "as_of", "collector_id", "portfolio", "currency"}

func (p *periods) collectorPeriods() Table {
	t := newTable("collector_periods", periodKey...)
	for _, r := range p.both {
		for s, m := range r.seats {
			row := m.columns()
			if allZero(row) {
				continue
			}
			row["period"], row["as_of"] = r.period(), r.to.String()
			row["collector_id"], row["portfolio"], row["currency"] = s.unit, s.portfolio, s.currency
			row["collector_name"], row["team"] = p.b.name(s.unit), p.b.team(s.unit, r.to)
			t.add(row)
		}
	}
	return t.done()
}

// columns are the measures and their ratios.
func (m *measures) columns() map[string]any {
	judged, judgedAmount := m.kept+m.partial+m.broken, m.keptAmount+m.partialAmount+m.brokenAmount
	return map[string]any{
		"assigned_accounts": m.assignedAccounts, "assigned_amount": m.assigned, "account_days": m.accountDays,
		"open_accounts": m.openAccounts, "open_amount": m.open, "recovered_amount": m.recovered,
		"recovered_assigned_amount": m.recoveredAssigned, "worked_recovered_amount": m.workedRecovered,
		"paying_accounts": m.paying, "effectiveness_by_count": ratio(m.paying, m.assignedAccounts),
		"effectiveness_by_amount": ratio(m.recoveredAssigned, m.assigned), "actions": m.actions,
		"worked_accounts": m.worked, "coverage": ratio(m.worked, m.assignedAccounts),
		"visited_or_called_accounts": m.visited, "personal_coverage": ratio(m.visited, m.assignedAccounts),
		"contacted_accounts": m.contacted, "contact_rate": ratio(m.contacted, m.worked),
		"intensity": ratio(m.actions, m.assignedAccounts), "untouched_accounts": m.untouched,
		"median_days_to_first_action":  median(m.daysToAction),
		"median_days_to_first_contact": median(m.daysToContact),
		"idle_accounts":                m.idle, "unvisited_accounts": m.unvisited,
		"promises_made": m.made, "promises_made_amount": m.madeAmount,
		"promises_kept": m.kept, "promises_kept_amount": m.keptAmount,
		"promises_partial": m.partial, "promises_partial_amount": m.partialAmount,
		"promises_broken": m.broken, "promises_broken_amount": m.brokenAmount,
		"promises_superseded": m.superseded,
		"kept_rate_by_count":  ratio(m.kept, judged), "kept_rate_by_amount": ratio(m.keptAmount, judgedAmount),
		"expected_amount": m.expected, "performance_index": index(m.recoveredAssigned, m.expected),
	}
}

// median of days; NULL without any, and where it lands on infinity.
func median(days []float64) any {
	if len(days) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(days))
	n := len(sorted)
	middle := (sorted[(n-1)/2] + sorted[n/2]) / 2
	if math.IsInf(middle, 1) {
		return nil
	}
	return middle
}

// sum adds the measures of another seat.
func (m *measures) sum(o *measures) {
	for _, pair := range []struct{ to, from *int64 }{
		{&m.assignedAccounts, &o.assignedAccounts}, {&m.accountDays, &o.accountDays}, {&m.openAccounts, &o.openAccounts},
		{&m.paying, &o.paying}, {&m.actions, &o.actions}, {&m.worked, &o.worked}, {&m.visited, &o.visited},
		{&m.contacted, &o.contacted}, {&m.untouched, &o.untouched}, {&m.idle, &o.idle}, {&m.unvisited, &o.unvisited},
		{&m.made, &o.made}, {&m.kept, &o.kept}, {&m.partial, &o.partial}, {&m.broken, &o.broken},
		{&m.superseded, &o.superseded},
	} {
		*pair.to += *pair.from
	}
	for _, pair := range []struct{ to, from *Money }{
		{&m.assigned, &o.assigned}, {&m.open, &o.open}, {&m.recovered, &o.recovered},
		{&m.recoveredAssigned, &o.recoveredAssigned}, {&m.workedRecovered, &o.workedRecovered},
		{&m.madeAmount, &o.madeAmount}, {&m.keptAmount, &o.keptAmount}, {&m.partialAmount, &o.partialAmount},
		{&m.brokenAmount, &o.brokenAmount}, {&m.expected, &o.expected},
	} {
		*pair.to += *pair.from
	}
	m.daysToAction = append(m.daysToAction, o.daysToAction...)
	m.daysToContact = append(m.daysToContact, o.daysToContact...)
}
