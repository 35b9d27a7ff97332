package recount

import (
	"slices"
	"time"
)

// book is a history read: the rows in force, by account and by day, up to the board's date.
type book struct {
	settings    Settings
	zone        *time.Location
	minPromise  Money
	limits      []Money // of amount bands
	first, last day     // of all days there is something to say about; last is the board's date
	accounts    []*account
	byID        map[string]*account
	teams       map[string][]teamSpan
	names       map[string]string
	targets     map[targetKey]Money
	receivables []receivable

	interactions []*interaction // in the order of section 1
	payments     []*payment
	promises     []*promise

	actionsOn  map[day][]*interaction
	paymentsOn map[day][]*payment // that count in sums
	madeOn     map[day][]*promise
	judgedOn   map[day][]*promise
}

// account is one account and everything about it.
type account struct {
	id         string
	row        Row // of the accounts export; nil: none
	debtor     string
	portfolio  string // "" is not stated
	currency   string // of its assignments or its row, for events on days without an assignment
	statements []*statement
	holdings   []*holding // disjoint, by start
	heldOn     []*holding // by day since the book's first
	dpdOn      []dpd      // at the end of each day
	balances   map[string]*balance

	interactions []*interaction
	payments     []*payment
	promises     []*promise // without those that a later one of the same day replaces
}

// interaction is one row of the interactions in force.
type interaction struct {
	id, collector, channel string
	account                *account
	at                     moment
	place                  place
	isAction               bool
	level                  int
	promised               *Money
	promisedDue            day
	cost                   *Money
	reason                 string
	portfolio, currency    string
	attempt                int // of an action
	isPaid                 bool
	behind                 map[string]Money // by currency: net of the payments whose last touch it is
}

func (i *interaction) reachesDebtor() bool { return i.level >= debtorContact }

// The reaction ladder.
const (
	_ = iota
	delivered
	opened
	thirdPartyContact
	debtorContact
	promised
)

// levelOf is the place of a reaction on the ladder.
func levelOf(reaction string) int { return max(0, slices.Index(ladder, reaction)) }

var ladder = []string{"none", "delivered", "opened", "third_party_contact", "debtor_contact", "promise"}

const nobody = "(none)"

func orNone(text string) string {
	if text == "" {
		return nobody
	}
	return text
}

// newBook reads a history.
func newBook(h History) *book {
	zone, err := time.LoadLocation(h.Settings.TimeZone)
	if err != nil {
		panic(err)
	}
	b := &book{
		settings: h.Settings, zone: zone,
		last: parseDay(h.Nights[len(h.Nights)-1].AsOf),
		byID: map[string]*account{},
	}
	if h.Settings.PromiseMinAmount != "" {
		b.minPromise = parseMoney(h.Settings.PromiseMinAmount)
	}
	for _, text := range h.Settings.AmountLimits {
		b.limits = append(b.limits, parseMoney(text))
	}
	rows := loaded(h, zone)
	b.first = b.last
	b.readTeams(rows["collectors"])
	b.readTargets(inForce("targets", rows["targets"]))
	b.readReceivables(inForce("receivables", rows["receivables"]))
	for _, r := range inForce("accounts", rows["accounts"]) {
		b.account(r.Row["account_id"]).row = r.Row
	}
	b.readStatements(inForce("assignments", rows["assignments"]))
	b.readInteractions(inForce("interactions", rows["interactions"]))
	b.readPayments(inForce("payments", rows["payments"]))
	for _, r := range inForce("promises", rows["promises"]) {
		b.account(r.Row["account_id"]) // some are known by their promises alone
	}
	for _, a := range b.accounts {
		b.describe(a)
	}
	b.hold()
	b.place()
	for _, a := range b.accounts {
		b.weigh(a)
	}
	b.number()
	b.credit()
	if h.Settings.PromisesFromExport {
		b.readPromises(inForce("promises", rows["promises"]))
	} else {
		b.promisesFromInteractions()
	}
	for _, a := range b.accounts {
		b.judge(a)
	}
	b.indexByDay()
	return b
}

// account is the account of an id, a new one if it was not seen before.
func (b *book) account(id string) *account {
	a := b.byID[id]
	if a == nil {
		a = &account{id: id}
		b.byID[id] = a
		b.accounts = append(b.accounts, a)
	}
	return a
}

// see widens the book's days.
func (b *book) see(d day) { b.first = min(b.first, d) }

// moment reads an instant or a date in the business time zone.
func (b *book) moment(text string) moment {
	if t, timed := parseInstant(text); timed {
		return momentIn(b.zone, t)
	}
	return moment{date: parseDay(text)}
}

func (b *book) readInteractions(rows []stated) {
	for _, r := range rows {
		i := &interaction{
			id: r.Row["interaction_id"], collector: r.Row["collector_id"], channel: channelOf(r.Row["channel"]),
			account: b.account(r.Row["account_id"]), at: b.moment(r.Row["occurred_at"]), place: r.place,
			isAction: r.Row["direction"] == "outbound", level: levelOf(r.Row["reaction"]),
			promised: maybeMoney(r.Row["promised_amount"]), cost: maybeMoney(r.Row["cost_amount"]),
			reason: r.Row["reason_code"], currency: r.Row["currency"],
		}
		if text := r.Row["promised_date"]; text != "" {
			i.promisedDue = parseDay(text)
		} else {
			i.promised = nil
		}
		if i.at.date > b.last {
			continue
		}
		b.see(i.at.date)
		b.interactions = append(b.interactions, i)
	}
	slices.SortFunc(b.interactions, func(x, y *interaction) int {
		if c := x.at.compare(y.at); c != 0 {
			return c
		}
		return x.place.compare(y.place)
	})
	for _, i := range b.interactions {
		i.account.interactions = append(i.account.interactions, i)
	}
}

func (b *book) readPayments(rows []stated) {
	for _, r := range rows {
		p := &payment{
			id: r.Row["payment_id"], account: b.account(r.Row["account_id"]), at: b.moment(r.Row["paid_at"]),
			place: r.place, amount: parseMoney(r.Row["amount"]), currency: r.Row["currency"],
			status: r.Row["status"], reverses: r.Row["reverses_payment_id"], method: r.Row["method"], source: r.source,
		}
		if p.at.date > b.last {
			continue
		}
		b.see(p.at.date)
		b.payments = append(b.payments, p)
		p.account.payments = append(p.account.payments, p)
	}
	b.matchReversals()
}

// place gives every event its portfolio and currency.
func (b *book) place() {
	for _, i := range b.interactions {
		i.portfolio, i.currency = b.placeOn(i.account, i.at.date, i.currency)
	}
	for _, p := range b.payments {
		p.portfolio, p.currency = b.placeOn(p.account, p.at.date, p.currency)
	}
}

// placeOn is the portfolio of an event and its currency: as stated, else of the assignment on the date, else of the
// account.
func (b *book) placeOn(a *account, d day, currency string) (string, string) {
	portfolio, fallback := orNone(a.portfolio), a.currency
	if h := a.held(b, d); h != nil {
		portfolio, fallback = h.portfolio, h.currency
	}
	if currency == "" {
		currency = fallback
	}
	return portfolio, currency
}

func (b *book) indexByDay() {
	b.actionsOn, b.paymentsOn = map[day][]*interaction{}, map[day][]*payment{}
	b.madeOn, b.judgedOn = map[day][]*promise{}, map[day][]*promise{}
	for _, i := range b.interactions {
		if i.isAction {
			b.actionsOn[i.at.date] = append(b.actionsOn[i.at.date], i)
		}
	}
	for _, p := range b.payments {
		if p.counts() {
			b.paymentsOn[p.at.date] = append(b.paymentsOn[p.at.date], p)
		}
	}
	for _, p := range b.promises {
		b.madeOn[p.at.date] = append(b.madeOn[p.at.date], p)
		if p.status != "pending" {
			b.judgedOn[p.judged] = append(b.judgedOn[p.judged], p)
		}
	}
}

func maybeMoney(text string) *Money {
	if text == "" {
		return nil
	}
	m := parseMoney(text)
	return &m
}

func channelOf(word string) string {
	switch word {
	case "call", "sms", "whatsapp", "email", "letter", "visit", "voicebot", "portal":
		return word
	}
	return "other"
}
