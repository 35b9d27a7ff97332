package recount

// unit says who is measured on a day on which a collector acts or holds: the collector, or the collector's team. "" is
// nobody.
type unit func(collector string, d day) string

func byCollector(collector string, _ day) string { return collector }

func (b *book) byTeam(collector string, d day) string {
	if collector == "" {
		return ""
	}
	return b.team(collector, d)
}

// seat is where figures of a period belong.
type seat struct{ unit, portfolio, currency string }

// pair is a holder and an account in a period.
type pair struct {
	seat
	account *account
}

// held is what is known of a pair in a period.
type held struct {
	days                        int
	first                       day
	isAssigned                  bool
	assigned                    Money // assigned amount
	bucket                      int   // aging bucket and amount band of the assigned amount
	band                        string
	net                         Money // credited in the period
	recovered                   Money // its part of recovered_assigned_amount
	isWorked, isVisited         bool
	isContacted                 bool
	isOpen, isIdle, isUnvisited bool
	open                        Money
}

// measures are the figures of one seat in one period.
type measures struct {
	assignedAccounts, accountDays, openAccounts, paying, actions, worked, visited, contacted int64
	untouched, idle, unvisited                                                               int64
	assigned, open, recovered, recoveredAssigned, workedRecovered                            Money
	made, kept, partial, broken, superseded                                                  int64
	madeAmount, keptAmount, partialAmount, brokenAmount                                      Money
	daysToAction, daysToContact                                                              []float64
	expected                                                                                 Money
}

// reckoning is all figures of one period: from its first day up to as_of.
type reckoning struct {
	b        *book
	unit     unit
	from, to day
	isMonth  bool
	pairs    map[pair]*held
	seats    map[seat]*measures
}

func (r *reckoning) seat(s seat) *measures {
	m := r.seats[s]
	if m == nil {
		m = &measures{}
		r.seats[s] = m
	}
	return m
}

// periodFrom is the first day of the period that ends with a day.
func periodFrom(isMonth bool, asOf day) day {
	if isMonth {
		return asOf.monthStart()
	}
	return asOf
}

// reckon computes one period. Starts are the holdings' as the unit sees them, from starts.
func (b *book) reckon(u unit, starts []*start, isMonth bool, asOf day) *reckoning {
	r := &reckoning{
		b: b, unit: u, from: max(periodFrom(isMonth, asOf), b.first), to: asOf, isMonth: isMonth,
		pairs: map[pair]*held{}, seats: map[seat]*measures{},
	}
	for _, a := range b.accounts {
		r.holdings(a)
	}
	for d := r.from; d <= r.to; d++ {
		for _, p := range b.paymentsOn[d] {
			r.payment(p)
		}
		for _, i := range b.actionsOn[d] {
			r.action(i)
		}
		r.promises(d)
	}
	for key, h := range r.pairs {
		r.seat(key.seat).addPair(h)
	}
	r.starts(starts)
	r.expect()
	return r
}

// holdings finds the pairs of one account.
func (r *reckoning) holdings(a *account) {
	b := r.b
	var key pair
	var h *held
	for d := r.from; d <= r.to; d++ {
		holding := a.heldOn[d-b.first]
		if holding == nil || holding.collector == "" {
			continue
		}
		now := pair{seat{r.unit(holding.collector, d), holding.portfolio, holding.currency}, a}
		if h == nil || now != key {
			key = now
			if h = r.pairs[key]; h == nil {
				owed := a.owedAtStart(b, key.currency, d)
				h = &held{first: d, assigned: owed, bucket: b.bucketOn(a, d), band: b.band(owed)}
				r.pairs[key] = h
			}
		}
		h.days++
		end := a.owedAtEnd(b, key.currency, d)
		if end > 0 || a.owedAtStart(b, key.currency, d) > 0 {
			h.isAssigned = true
		}
		if d == r.to && end > 0 {
			h.isOpen, h.open = true, end
			h.isIdle = b.isIdle(a, d, b.settings.IdleDays, func(*interaction) bool { return true })
			h.isUnvisited = b.isIdle(a, d, b.settings.VisitDays, func(i *interaction) bool { return i.channel == "visit" })
		}
	}
}

// isIdle says whether the account's last action of a kind, else the first day it was listed, is at least days ago.
func (b *book) isIdle(a *account, d day, days int, is func(*interaction) bool) bool {
	since, isFound := day(0), false
	for _, i := range a.interactions {
		if i.isAction && i.at.date <= d && is(i) {
			since, isFound = i.at.date, true
		}
	}
	if !isFound {
		since = a.holdings[0].start
	}
	return d-since >= day(days)
}

// payment adds a payment of the period to who is credited with it.
func (r *reckoning) payment(p *payment) {
	if p.credited == "" {
		return
	}
	s := seat{r.unit(p.credited, p.at.date), p.portfolio, p.currency}
	m := r.seat(s)
	m.recovered += p.amount
	if p.isWorked {
		m.workedRecovered += p.amount
	}
	h := r.pairs[pair{s, p.account}]
	if h != nil {
		h.net += p.amount
	}
	if r.isOnAssigned(p.origin()) {
		m.recoveredAssigned += p.amount
		if h != nil && h.isAssigned {
			h.recovered += p.amount
		}
	}
}

// isOnAssigned says whether a payment is on an assigned account in its own period, as far as that is known on as_of.
func (r *reckoning) isOnAssigned(p *payment) bool {
	from, to := max(periodFrom(r.isMonth, p.at.date), r.b.first), p.at.date
	if r.isMonth {
		to = min(p.at.date.monthEnd(), r.to)
	}
	u := r.unit(p.credited, p.at.date)
	for d := from; d <= to; d++ {
		h := p.account.heldOn[d-r.b.first]
		if h == nil || h.collector == "" || h.portfolio != p.portfolio || h.currency != p.currency || r.unit(h.collector, d) != u {
			continue
		}
		if p.account.owedAtStart(r.b, p.currency, d) > 0 || p.account.owedAtEnd(r.b, p.currency, d) > 0 {
			return true
		}
	}
	return false
}

func (r *reckoning) action(i *interaction) {
	if i.collector == "" {
		return
	}
	s := seat{r.unit(i.collector, i.at.date), i.portfolio, i.currency}
	r.seat(s).actions++
	h := r.pairs[pair{s, i.account}]
	if h == nil {
		return
	}
	h.isWorked = true
	if i.channel == "call" || i.channel == "visit" {
		h.isVisited = true
	}
	if i.reachesDebtor() {
		h.isContacted = true
	}
}

func (r *reckoning) promises(d day) {
	for _, p := range r.b.madeOn[d] {
		if p.collector != "" {
			m := r.seat(seat{r.unit(p.collector, d), p.portfolio, p.currency})
			m.made++
			m.madeAmount += p.amount
		}
	}
	for _, p := range r.b.judgedOn[d] {
		if p.collector == "" {
			continue
		}
		m := r.seat(seat{r.unit(p.collector, d), p.portfolio, p.currency})
		switch p.status {
		case "kept":
			m.kept++
			m.keptAmount += p.amount
		case "partial":
			m.partial++
			m.partialAmount += p.amount
		case "broken":
			m.broken++
			m.brokenAmount += p.amount
		case "superseded":
			m.superseded++
		}
	}
}

func (m *measures) addPair(h *held) {
	if h.isOpen {
		m.openAccounts++
		m.open += h.open
	}
	if h.isIdle {
		m.idle++
	}
	if h.isUnvisited {
		m.unvisited++
	}
	if !h.isAssigned {
		return
	}
	m.assignedAccounts++
	m.assigned += h.assigned
	m.accountDays += int64(h.days)
	if h.net > 0 {
		m.paying++
	}
	if h.isWorked {
		m.worked++
	}
	if h.isVisited {
		m.visited++
	}
	if h.isContacted {
		m.contacted++
	}
}
