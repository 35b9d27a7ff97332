package recount

import "slices"

// planner knows what to expect of each channel on the agenda's day.
type planner struct {
	b       *book
	date    day            // of the agenda
	worn    map[string]int // attempt at which each channel was last seen to wear off
	byTry   map[attemptKey]tries
	overall map[string]tries
	debtors map[string][]*account
}

// choice is a channel for an account, and when.
type choice struct {
	channel  string
	attempt  int
	expected tries
	isWorn   bool
	hasHours bool
	from     int // seconds after midnight
	until    int
}

func (c choice) expectedFloat() float64 {
	if c.expected.actions == 0 {
		return 0
	}
	return float64(c.expected.reactions) / float64(c.expected.actions)
}

// promisesMore says whether a choice's expected reaction is above another's.
func (c choice) promisesMore(o choice) bool {
	return c.expected.reactions*max(o.expected.actions, 1) > o.expected.reactions*max(c.expected.actions, 1)
}

func (b *book) newPlanner() *planner {
	p := &planner{
		b: b, worn: map[string]int{}, byTry: map[attemptKey]tries{}, overall: map[string]tries{}, debtors: b.debtors(),
	}
	p.date = p.agendaDate()
	latest := map[string]day{}
	for k, attempt := range b.wear() {
		if month, ok := latest[k.channel]; attempt > 0 && (!ok || k.month > month) {
			latest[k.channel], p.worn[k.channel] = k.month, attempt
		}
	}
	for _, i := range b.interactions {
		if i.isAction && b.last-i.at.date < day(b.settings.FatigueDays) {
			key := attemptKey{channel: i.channel, attempt: i.attempt}
			p.byTry[key] = p.byTry[key].with(i)
			p.overall[i.channel] = p.overall[i.channel].with(i)
		}
	}
	return p
}

// agendaDate is the first of the seven days after the board's date that is not closed to everybody, else the day after.
func (p *planner) agendaDate() day {
	for date := p.b.last + 1; date <= p.b.last+7; date++ {
		for _, a := range p.b.accounts {
			for _, channel := range p.b.settings.AgendaChannels {
				if !p.isClosed(p.b.jurisdiction(a), channel, date) {
					return date
				}
			}
		}
	}
	return p.b.last + 1
}

// isClosed says whether a rule of a jurisdiction leaves a channel no time at all on a date.
func (p *planner) isClosed(jurisdiction, channel string, date day) bool {
	for _, rule := range p.b.settings.ContactRules {
		if rule.Jurisdiction != jurisdiction || !slices.Contains(rule.Channels, channel) || !rule.holdsOn(date) {
			continue
		}
		if rule.isHoliday(date) {
			return true
		}
		if _, _, isOpen := rule.hoursOn(date); rule.HasHours && !isOpen {
			return true
		}
	}
	return false
}

// nextAttempt is the number that an action on the agenda's date would have.
func (p *planner) nextAttempt(a *account, channel string) int {
	n := 1
	for _, i := range a.interactions {
		if i.isAction && i.channel == channel && p.date-i.at.date < day(p.b.settings.FatigueDays) {
			n++
		}
	}
	return min(n, 5)
}

func (p *planner) isWorn(a *account, channel string) bool {
	return p.worn[channel] > 0 && p.nextAttempt(a, channel) >= p.worn[channel]
}

// isLastChannelWorn looks at the channel of the account's last action on a channel that the agenda suggests.
func (p *planner) isLastChannelWorn(a *account) bool {
	last := ""
	for _, i := range a.interactions {
		if i.isAction && slices.Contains(p.b.settings.AgendaChannels, i.channel) {
			last = i.channel
		}
	}
	return last != "" && p.isWorn(a, last)
}

// choose picks the channel for an account; ok is false if no rule lets any.
func (p *planner) choose(a *account) (best choice, ok bool) {
	for _, channel := range p.b.settings.AgendaChannels {
		c, isAllowed := p.allowed(a, channel)
		if !isAllowed {
			continue
		}
		c.attempt, c.isWorn = p.nextAttempt(a, channel), p.isWorn(a, channel)
		c.expected = p.byTry[attemptKey{channel: channel, attempt: c.attempt}]
		if c.expected.actions < 30 {
			c.expected = p.overall[channel]
		}
		switch {
		case !ok, best.isWorn && !c.isWorn, best.isWorn == c.isWorn && c.promisesMore(best):
			best, ok = c, true
		}
	}
	return best, ok
}

// allowed says whether an action on a channel on the agenda's date, that reaches the debtor, would be no candidate under
// any rule, and at what time of day.
func (p *planner) allowed(a *account, channel string) (choice, bool) {
	c := choice{channel: channel, until: 24 * 3600}
	date := p.date
	for _, rule := range p.b.settings.ContactRules {
		if p.b.jurisdiction(a) != rule.Jurisdiction || !slices.Contains(rule.Channels, channel) || !rule.holdsOn(date) {
			continue
		}
		if rule.HasHours {
			from, until, isOpen := rule.hoursOn(date)
			if !isOpen {
				return c, false
			}
			c.hasHours, c.from, c.until = true, max(c.from, from), min(c.until, until)
		}
		// Judged as an action without a time, so that the hours do not matter here.
		would := local{
			&interaction{account: a, channel: channel, isAction: true, level: debtorContact}, moment{date: date},
		}
		if len(rule.breaches(would, p.b.inScope(rule, a, p.debtors))) > 0 {
			return c, false
		}
	}
	return c, c.from <= c.until
}
