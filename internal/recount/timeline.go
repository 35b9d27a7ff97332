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

type event struct {
	at   moment
	name string
	key  string
}

// accountTimeline is everything that happened to each account, in order.
func (b *book) accountTimeline() Table {
	t := newTable("account_timeline", "account_id", "event_number")
	promises := map[*account][]*promise{}
	for _, p := range b.promises {
		promises[p.account] = append(promises[p.account], p)
	}
	for _, a := range b.accounts {
		events := b.events(a, promises[a])
		slices.SortStableFunc(events, func(x, y event) int {
			return cmp.Or(x.at.compare(y.at), cmp.Compare(eventOrder[x.name], eventOrder[y.name]), cmp.Compare(x.key, y.key))
		})
		for n, e := range events {
			t.add(map[string]any{
				"account_id": a.id, "event_number": int64(n + 1), "event_date": e.at.date.String(), "event": e.name,
			})
		}
	}
	return t.done()
}

func (b *book) events(a *account, promises []*promise) []event {
	var events []event
	add := func(at moment, name, key string) {
		if at.date <= b.last {
			events = append(events, event{at, name, key})
		}
	}
	begins := map[day]bool{}
	for _, h := range a.holdings {
		begins[h.start] = true
		add(moment{date: h.start}, "assigned", h.collector)
	}
	for _, h := range a.holdings {
		if !begins[h.end] {
			add(moment{date: h.end}, "unassigned", h.collector)
		}
	}
	stated := map[day]bool{}
	for _, s := range a.statements {
		if s.amount != nil && !stated[s.start] {
			stated[s.start] = true
			add(moment{date: s.start}, "balance_stated", "")
		}
	}
	for _, i := range a.interactions {
		name := "inbound"
		if i.isAction {
			name = "action"
		}
		add(i.at, name, i.id)
	}
	for _, p := range a.payments {
		name := "payment"
		if p.amount < 0 {
			name = "reversal"
		}
		add(p.at, name, p.id)
	}
	for _, p := range promises {
		add(p.at, "promise_made", p.id)
		if p.status != "pending" {
			add(moment{date: p.judged}, "promise_"+p.status, p.id)
		}
	}
	return events
}
