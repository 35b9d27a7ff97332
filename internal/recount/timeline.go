package recount

import (
	"cmp"
	"slices"
)

// eventOrder is the place of events that happen at the same time.
var eventOrder = map[string]int{
	"unassigned": 1, "assigned": 2, "balance_stated": 3, "promise_kept": 4, "promise_partial": 5, "promise_broken": 6,
	"promise_superseded": 7, "action": 8, "inbound": 9, "promise_made": 10, "payment": 11, "reversal": 12,
}

// event is a row of the timeline.
type event struct {
	at                           moment
	name, key                    string
	collector, channel, reaction string
	amount                       *Money
	currency, portfolio, status  string
	due                          string
	daysPastDue                  *int
	relation                     string
}

func (e event) row() map[string]any {
	row := map[string]any{
		"event_date": e.at.date.String(), "event_at": e.at.String(), "has_time": e.at.timed, "event": e.name,
		"event_key": orNull(e.key), "collector_id": orNull(e.collector), "channel": orNull(e.channel),
		"reaction": orNull(e.reaction), "amount": money(e.amount), "currency": orNull(e.currency),
		"portfolio": e.portfolio, "status": orNull(e.status), "due_date": orNull(e.due), "days_past_due": nil,
		"relation": e.relation,
	}
	if e.daysPastDue != nil {
		row["days_past_due"] = int64(*e.daysPastDue)
	}
	return row
}

// accountTimeline is everything that happened to each account, in order.
func (b *book) accountTimeline() Table {
	t := newTable("account_timeline", "account_id", "event_number")
	promises := map[*account][]*promise{}
	for _, p := range b.promises {
		promises[p.account] = append(promises[p.account], p)
	}
	for _, a := range b.accounts {
		events := slices.Concat(a.holdingEvents(), b.balanceEvents(a), a.interactionEvents(), a.paymentEvents(),
			b.promiseEvents(promises[a]))
		events = slices.DeleteFunc(events, func(e event) bool { return e.at.date > b.last })
		slices.SortStableFunc(events, func(x, y event) int {
			return cmp.Or(x.at.compare(y.at), cmp.Compare(eventOrder[x.name], eventOrder[y.name]), cmp.Compare(x.key, y.key))
		})
		for n, e := range events {
			row := e.row()
			row["account_id"], row["event_number"] = a.id, int64(n+1)
			t.add(row)
		}
	}
	return t.done()
}

func (a *account) holdingEvents() []event {
	begins := map[day]bool{}
	for _, h := range a.holdings {
		begins[h.start] = true
	}
	var events []event
	for _, h := range a.holdings {
		e := event{
			at: moment{date: h.start}, name: "assigned", key: orNone(h.collector) + "|" + h.start.String(), collector: h.collector,
			currency: h.currency, portfolio: h.portfolio, relation: "raw.assignments",
		}
		events = append(events, e)
		if !begins[h.end] {
			e.at.date, e.name = h.end, "unassigned"
			events = append(events, e)
		}
	}
	return events
}

func (b *book) balanceEvents(a *account) []event {
	type key struct {
		date     day
		currency string
	}
	last := map[key]*statement{}
	for _, s := range a.statements { // by version within a date: the last one stays
		if s.amount != nil {
			last[key{s.start, s.currency}] = s
		}
	}
	var events []event
	for k, s := range last {
		portfolio, _ := b.placeOn(a, k.date, k.currency)
		events = append(events, event{
			at: moment{date: k.date}, name: "balance_stated", key: k.currency, collector: a.holder(b, k.date),
			amount: s.amount, currency: k.currency, portfolio: portfolio, daysPastDue: s.daysPastDue,
			relation: "raw.assignments",
		})
	}
	return events
}

func (a *account) interactionEvents() []event {
	var events []event
	for _, i := range a.interactions {
		name := "inbound"
		if i.isAction {
			name = "action"
		}
		events = append(events, event{
			at: i.at, name: name, key: i.id, collector: i.collector, channel: i.channel, reaction: ladder[i.level],
			portfolio: i.portfolio, relation: "raw.interactions",
		})
	}
	return events
}

func (a *account) paymentEvents() []event {
	var events []event
	for _, p := range a.payments {
		name := "payment"
		if p.amount < 0 {
			name = "reversal"
		}
		events = append(events, event{
			at: p.at, name: name, key: p.id, collector: p.credited, amount: &p.amount, currency: p.currency,
			portfolio: p.portfolio, status: p.status, relation: "raw.payments",
		})
	}
	return events
}

func (b *book) promiseEvents(promises []*promise) []event {
	made := "raw.interactions"
	if b.settings.PromisesFromExport {
		made = "raw.promises"
	}
	var events []event
	for _, p := range promises {
		e := event{
			at: p.at, name: "promise_made", key: p.id, collector: p.collector, amount: &p.amount, currency: p.currency,
			portfolio: p.portfolio, status: p.status, due: p.due.String(), relation: made,
		}
		events = append(events, e)
		if p.status != "pending" {
			e.at, e.name, e.relation = moment{date: p.judged}, "promise_"+p.status, "marts.promises"
			events = append(events, e)
		}
	}
	return events
}
