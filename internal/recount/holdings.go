package recount

import (
	"cmp"
	"slices"
)

// statement is one row of the assignments in force: what the export says of an account from a date on.
type statement struct {
	account             *account
	collector           string // "" is nobody
	start, end          day    // of an interval; of a snapshot start alone
	source              string
	isSnapshot          bool
	amount              *Money
	daysPastDue         *int
	portfolio, currency string // as stated, then as they hold
	debtor              string
	place               place
}

// holding is an account held, or listed without a holder, from start up to but not including end.
type holding struct {
	account             *account
	collector           string // "" is nobody
	start, end          day
	portfolio, currency string
	isStartKnown        bool
	place               place
}

func (b *book) readStatements(rows []stated) {
	for _, r := range rows {
		s := &statement{
			account: b.account(r.Row["account_id"]), collector: r.Row["collector_id"], source: r.source,
			amount: maybeMoney(r.Row["assigned_amount"]), portfolio: r.Row["portfolio"], currency: r.Row["currency"],
			debtor: r.Row["debtor_id"], place: r.place, end: endless,
		}
		if text := r.Row["days_past_due"]; text != "" {
			n := atoi(text)
			s.daysPastDue = &n
		}
		if text := r.Row["as_of_date"]; text != "" {
			s.isSnapshot, s.start = true, parseDay(text)
		} else {
			s.start = b.moment(r.Row["assigned_at"]).date
			if text := r.Row["unassigned_at"]; text != "" {
				s.end = b.moment(text).date
			}
		}
		b.see(s.start)
		s.account.statements = append(s.account.statements, s)
	}
	for _, a := range b.accounts {
		slices.SortFunc(a.statements, func(x, y *statement) int {
			return cmp.Or(cmp.Compare(x.start, y.start), x.place.compare(y.place))
		})
	}
}

// describe settles what an account is: its portfolio, currency and debtor. Of its assignments the first that names a
// currency counts, and the latest up to the board's date that names a debtor.
func (b *book) describe(a *account) {
	a.portfolio, a.debtor = a.row["portfolio"], a.row["debtor_id"]
	latestDebtor := ""
	for _, s := range a.statements {
		a.currency = cmp.Or(a.currency, s.currency)
		if s.debtor != "" && s.start <= b.last {
			latestDebtor = s.debtor
		}
	}
	a.currency = cmp.Or(a.currency, a.row["currency"], b.settings.Currency)
	a.debtor = cmp.Or(a.debtor, latestDebtor, a.id)
	for _, s := range a.statements {
		s.portfolio = orNone(cmp.Or(s.portfolio, a.portfolio))
		s.currency = cmp.Or(s.currency, a.currency)
	}
}

// hold turns statements into holdings: each snapshot lasts until the next one of its source, and of overlapping
// statements the later start wins, then the later version.
func (b *book) hold() {
	dates := b.snapshotDates()
	for _, a := range b.accounts {
		var all []*holding
		bySource := map[string][]*statement{}
		for _, s := range a.statements {
			if s.isSnapshot {
				bySource[s.source] = append(bySource[s.source], s)
			} else if s.start < s.end {
				all = append(all, &holding{a, s.collector, s.start, s.end, s.portfolio, s.currency, true, s.place})
			}
		}
		for source, list := range bySource {
			all = append(all, chain(list, dates[source])...)
		}
		slices.SortFunc(all, func(x, y *holding) int {
			return cmp.Or(cmp.Compare(x.start, y.start), x.place.compare(y.place))
		})
		for i, h := range all {
			if i+1 < len(all) {
				h.end = min(h.end, all[i+1].start)
			}
			if h.start < h.end {
				a.holdings = append(a.holdings, h)
			}
		}
		a.heldOn = make([]*holding, b.last-b.first+1)
		for _, h := range a.holdings {
			for d := h.start; d < h.end && d <= b.last; d++ {
				a.heldOn[d-b.first] = h
			}
		}
	}
}

// snapshotDates lists the dates of each source's snapshots.
func (b *book) snapshotDates() map[string][]day {
	dates := map[string][]day{}
	for _, a := range b.accounts {
		for _, s := range a.statements {
			if s.isSnapshot {
				dates[s.source] = append(dates[s.source], s.start)
			}
		}
	}
	for source, list := range dates {
		slices.Sort(list)
		dates[source] = slices.Compact(list)
	}
	return dates
}

// chain turns one account's lines in the snapshots of one source into holdings. A holding goes on while the account
// stays with its holder, portfolio and currency in every snapshot.
func chain(list []*statement, dates []day) []*holding {
	listed := map[day]*statement{}
	for _, s := range list { // by load within a date: the last one stays
		listed[s.start] = s
	}
	var out []*holding
	var open *holding
	for i, d := range dates {
		s := listed[d]
		if s == nil {
			open = nil
			continue
		}
		end := endless
		if i+1 < len(dates) {
			end = dates[i+1]
		}
		if open != nil && open.collector == s.collector && open.portfolio == s.portfolio && open.currency == s.currency {
			open.end = end
			continue
		}
		open = &holding{s.account, s.collector, d, end, s.portfolio, s.currency, i > 0, s.place}
		out = append(out, open)
	}
	return out
}

// held is the holding of an account on a day, nil if there is none.
func (a *account) held(b *book, d day) *holding {
	if d >= b.first && d <= b.last {
		return a.heldOn[d-b.first]
	}
	for _, h := range a.holdings { // the day after the board's date
		if h.start <= d && d < h.end {
			return h
		}
	}
	return nil
}

// holder is who holds an account on a day, "" if nobody does.
func (a *account) holder(b *book, d day) string {
	if h := a.held(b, d); h != nil {
		return h.collector
	}
	return ""
}
