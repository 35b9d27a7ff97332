package recount

import (
	"cmp"
	"slices"
)

// promise is an amount promised by a date, with its verdict.
type promise struct {
	id                  string
	account             *account
	collector           string // who took it, else the holder; "" is nobody
	at                  moment
	place               place
	due                 day
	amount              Money
	currency, portfolio string

	status string
	paid   Money
	judged day // unless pending
}

func (b *book) readPromises(rows []stated) {
	for _, r := range rows {
		b.addPromise(&promise{
			id: r.Row["promise_id"], account: b.account(r.Row["account_id"]), collector: r.Row["collector_id"],
			at: b.moment(r.Row["promised_at"]), place: r.place, due: parseDay(r.Row["due_date"]),
			amount: parseMoney(r.Row["amount"]), currency: r.Row["currency"],
		})
	}
	b.sortPromises()
}

func (b *book) promisesFromInteractions() {
	for _, i := range b.interactions {
		if i.promised != nil {
			b.addPromise(&promise{
				id: i.id, account: i.account, collector: i.collector, at: i.at, place: i.place,
				due: i.promisedDue, amount: *i.promised, currency: i.currency,
			})
		}
	}
	b.sortPromises()
}

func (b *book) addPromise(p *promise) {
	if p.amount <= 0 || p.amount < b.minPromise || p.at.date > b.last {
		return
	}
	p.portfolio, p.currency = b.placeOn(p.account, p.at.date, p.currency)
	p.collector = cmp.Or(p.collector, p.account.holder(b, p.at.date))
	b.promises = append(b.promises, p)
}

// sortPromises orders promises as interactions are ordered, and sets aside those that a later one of their day
// replaces: they are superseded that day and have no part in what becomes of the others.
func (b *book) sortPromises() {
	slices.SortFunc(b.promises, func(x, y *promise) int {
		return cmp.Or(x.at.compare(y.at), x.place.compare(y.place))
	})
	for _, p := range b.promises {
		a := p.account
		if n := len(a.promises); n > 0 && a.promises[n-1].at.date == p.at.date {
			a.promises[n-1].status, a.promises[n-1].judged = "superseded", p.at.date
			a.promises[n-1] = p
			continue
		}
		a.promises = append(a.promises, p)
	}
}

// judge gives the verdict on each promise of an account, in order.
func (b *book) judge(a *account) {
	for n, p := range a.promises {
		deadline := p.due + day(b.settings.GraceDays)
		end := deadline
		var next *promise
		if n+1 < len(a.promises) {
			next = a.promises[n+1]
			end = min(end, next.at.date-1)
		}
		reached := day(0)
		p.paid, reached = b.paidIn(p, end)
		switch {
		case p.paid >= p.amount:
			p.status, p.judged = "kept", reached
		case next != nil && next.at.date <= deadline:
			p.status, p.judged = "superseded", next.at.date
			if n > 0 && a.promises[n-1].status == "superseded" {
				p.status = "broken"
			}
		case b.last <= deadline:
			p.status = "pending"
		case p.paid > 0:
			p.status, p.judged = "partial", deadline+1
		default:
			p.status, p.judged = "broken", deadline+1
		}
	}
}

// paidIn is what was paid on a promise up to the end of its window, and the first day on which it was enough. Every
// payment is reduced by its reversals, whenever they came.
func (b *book) paidIn(p *promise, end day) (sum Money, reached day) {
	isReached := false
	for d := p.at.date; d <= min(end, b.last); d++ {
		for _, paid := range p.account.payments {
			if paid.at.date != d || !paid.counts() || paid.currency != p.currency || paid.original != nil {
				continue
			}
			if d == p.at.date && paid.at.timed && paid.at.seconds < p.at.seconds {
				continue
			}
			sum += paid.amount
			for _, back := range paid.reversals {
				sum += back.amount
			}
		}
		if sum >= p.amount && !isReached {
			isReached, reached = true, d
		}
	}
	return sum, reached
}

func (b *book) promiseTable() Table {
	t := newTable("promises", "promise_id", "account_id", "promised_on", "due_date", "amount")
	for _, p := range b.promises {
		row := map[string]any{
			"promise_id": p.id, "account_id": p.account.id, "collector_id": orNull(p.collector),
			"promised_on": p.at.date.String(), "due_date": p.due.String(), "amount": p.amount, "currency": p.currency,
			"portfolio": p.portfolio, "status": p.status, "paid_amount": p.paid, "judged_on": nil,
		}
		if p.status != "pending" {
			row["judged_on"] = p.judged.String()
		}
		t.add(row)
	}
	return t.done()
}
