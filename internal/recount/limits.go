package recount

import (
	"cmp"
	"slices"
	"time"
)

// local is an interaction on the debtor's clock.
type local struct {
	*interaction
	at moment
}

// jurisdiction is whose rules hold for an account.
func (b *book) jurisdiction(a *account) string {
	return cmp.Or(a.row["jurisdiction"], b.settings.Jurisdiction)
}

// clock is the time zone of an account: its own if that is a known one.
func (b *book) clock(a *account) *time.Location {
	if name := a.row["time_zone"]; name != "" && name != "Local" {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
	}
	return b.zone
}

// localOf gives an account's interactions on the debtor's clock.
func (b *book) localOf(a *account) []local {
	zone := b.clock(a)
	out := make([]local, len(a.interactions))
	for n, i := range a.interactions {
		out[n] = local{i, i.at.in(zone)}
	}
	return out
}

// inScope are the interactions on a rule's channels that it looks at together with an account: of the account itself, or
// of all accounts of its debtor in the jurisdiction, earlier ones first.
func (b *book) inScope(rule ContactRule, a *account, debtors map[string][]*account) []local {
	accounts := []*account{a}
	if rule.Scope == "debtor" {
		accounts = debtors[a.debtor]
	}
	var out []local
	for _, one := range accounts {
		if b.jurisdiction(one) != rule.Jurisdiction {
			continue
		}
		for _, l := range b.localOf(one) {
			if slices.Contains(rule.Channels, l.channel) {
				out = append(out, l)
			}
		}
	}
	slices.SortFunc(out, func(x, y local) int {
		return cmp.Or(x.at.compare(y.at), x.place.compare(y.place), cmp.Compare(x.id, y.id))
	})
	return out
}

func (b *book) debtors() map[string][]*account {
	out := map[string][]*account{}
	for _, a := range b.accounts {
		out[a.debtor] = append(out[a.debtor], a)
	}
	return out
}

// holdsOn says whether a rule is in force on a local date.
func (r ContactRule) holdsOn(d day) bool {
	return (r.EffectiveFrom == "" || parseDay(r.EffectiveFrom) <= d) && (r.EffectiveTo == "" || d <= parseDay(r.EffectiveTo))
}

func (r ContactRule) isHoliday(d day) bool { return slices.Contains(r.Holidays, d.String()) }

// hoursOn are the first and the last second of a date at which contact is allowed; ok is false on a closed weekday.
func (r ContactRule) hoursOn(d day) (from, until int, ok bool) {
	for _, h := range r.Hours {
		if h.Weekday == d.weekday() {
			f, u := seconds(h.From), seconds(h.Until)
			if !ok {
				from, until, ok = f, u, true
			}
			from, until = min(from, f), max(until, u)
		}
	}
	return from, until, ok
}

func seconds(clock string) int {
	t, err := time.Parse(time.TimeOnly, clock)
	if err != nil {
		if t, err = time.Parse("15:04", clock); err != nil {
			panic(err)
		}
	}
	return t.Hour()*3600 + t.Minute()*60 + t.Second()
}

// counted says whether a rule counts an interaction.
func (r ContactRule) counted(l local) bool {
	switch r.Counts {
	case "attempts":
		return l.isAction
	case "contacts":
		return l.isAction && l.reachesDebtor()
	}
	return false
}

// windowStart is the first day of the rule's window that holds a date and ends with it or after.
func (r ContactRule) windowStart(d day) day {
	switch r.WindowKind {
	case "rolling":
		return d - day(r.WindowDays) + 1
	case "week":
		return d - day(d.weekday()) + 1
	case "month":
		return d.monthStart()
	}
	return d
}

// breach is one part of a rule that an action does not keep, what was found, and what the rule allows: NULL where it is
// no number.
type breach struct {
	name              string
	observed, allowed any
}

// breaches are those of an action, with the interactions in scope that came before it.
func (r ContactRule) breaches(l local, before []local) []breach {
	var out []breach
	if r.isHoliday(l.at.date) {
		out = append(out, breach{"holiday", nil, nil})
	}
	if r.HasHours {
		from, until, isOpen := r.hoursOn(l.at.date)
		if !isOpen || l.at.timed && (l.at.seconds < from || l.at.seconds > until) {
			out = append(out, breach{"outside_hours", nil, nil})
		}
	}
	inWindow, sinceCounted, sinceContact := 1, int(endless), int(endless)
	for _, e := range before {
		gap := int(l.at.date - e.at.date)
		if r.counted(e) {
			if e.at.date >= r.windowStart(l.at.date) {
				inWindow++
			}
			sinceCounted = min(sinceCounted, gap)
		}
		if e.reachesDebtor() {
			sinceContact = min(sinceContact, gap)
		}
	}
	if r.counted(l) && r.WindowKind != "" && inWindow > r.Maximum {
		out = append(out, breach{"too_many", int64(inWindow), int64(r.Maximum)})
	}
	if r.counted(l) && sinceCounted < r.MinimumGapDays {
		out = append(out, breach{"too_soon", int64(sinceCounted), int64(r.MinimumGapDays)})
	}
	if sinceContact < r.QuietDays {
		out = append(out, breach{"after_contact", int64(sinceContact), int64(r.QuietDays)})
	}
	return out
}

func (b *book) contactLimitCandidates() Table {
	t := newTable("contact_limit_candidates", "rule", "breach", "interaction_id", "account_id")
	debtors := b.debtors()
	for _, rule := range b.settings.ContactRules {
		for _, a := range b.accounts {
			if b.jurisdiction(a) != rule.Jurisdiction {
				continue
			}
			scope := b.inScope(rule, a, debtors)
			for n, l := range scope {
				if l.account != a || !l.isAction || !rule.holdsOn(l.at.date) {
					continue
				}
				for _, found := range rule.breaches(l, scope[:n]) {
					t.add(map[string]any{
						"rule": rule.Name, "breach": found.name, "interaction_id": l.id, "account_id": a.id,
						"jurisdiction": rule.Jurisdiction, "scope": rule.Scope, "debtor_id": a.debtor,
						"collector_id": orNull(l.collector), "portfolio": l.portfolio, "currency": l.currency,
						"channel": l.channel, "observed": found.observed, "allowed": found.allowed,
						"has_time": l.at.timed, "local_at": l.at.String(), "local_date": l.at.date.String(),
						"action_date": l.interaction.at.date.String(),
					})
				}
			}
		}
	}
	return t.done()
}
