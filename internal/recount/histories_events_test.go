package recount_test

import (
	"strconv"

	"github.com/recaudo/recaudo/internal/recount"
)

// live tells what happens to an account on a day.
func (w *world) live(d *debt, day int) {
	for _, happen := range d.planned[day] {
		happen()
	}
	rate := 4
	if w.isLarge() {
		rate = 20
	}
	if w.isBusy && w.chance(2) {
		w.interact(d, day)
	}
	for w.chance(rate) {
		w.interact(d, day)
	}
	if w.chance(rate * 6) {
		w.pay(d, day, w.cents(300))
	}
	if d.balance > 0 && w.chance(rate*30) {
		w.pay(d, day, d.balance) // paid off, and perhaps listed still
	}
	if w.settings.PromisesFromExport && w.chance(rate*5) {
		w.promise(d, day, 0)
	}
	if w.chance(rate * 60) {
		w.pay(d, day, -w.cents(100)) // a reversal of nothing in particular
	}
}

func (w *world) plan(d *debt, day int, happen func()) {
	if day < w.days {
		d.planned[day] = append(d.planned[day], happen)
	}
}

func (w *world) interact(d *debt, day int) {
	row := recount.Row{
		"account_id": d.id, "channel": pick(w, w.channels...), "occurred_at": w.moment("occurred_at", day),
		"collector_id": d.holder,
		"direction":    pick(w, "", "outbound", "outbound", "outbound", "outbound", "outbound", "inbound"),
		"reaction":     w.reaction(day),
	}
	if channel := row["channel"]; w.isBusy {
		if d.tries[channel]++; d.tries[channel] > 2 && !w.chance(4) {
			row["reaction"] = "none"
		}
	}
	switch w.IntN(8) {
	case 0:
		delete(row, "collector_id")
	case 1:
		row["collector_id"] = pick(w, w.collectors...)
	case 2:
		if w.chance(4) {
			row["collector_id"] = "guest" // known from events alone
		}
	}
	if w.chance(3) {
		row["cost_amount"] = money(int64(w.IntN(60)) * 500)
	}
	if w.chance(4) {
		row["reason_code"] = pick(w, "no money", "no money", "unemployed", "dispute")
	}
	if w.chance(4) {
		row["duration_seconds"] = strconv.Itoa(w.IntN(600))
	}
	if w.chance(15) {
		row["currency"] = pick(w, "COP", "USD", "EUR")
	}
	if (row["reaction"] == "promise" || w.chance(60)) && !w.chance(5) {
		w.promiseIn(d, day, row)
	}
	if w.has("messages") && w.chance(4) {
		w.source("messages", "interactions").state(w, day, day, row)
		if !w.isPlain && w.chance(8) {
			w.source("messages", "interactions").state(w, day, day, row) // a twin
		}
		return
	}
	row["interaction_id"] = w.nextID("I")
	interactions := w.source("interactions", "interactions")
	interactions.state(w, day, day, row)
	if w.chance(40) {
		correction := pick(w, recount.Row{"collector_id": pick(w, w.collectors...)}, recount.Row{"reaction": w.reaction(day)},
			recount.Row{"occurred_at": w.moment("occurred_at", w.IntN(w.days))}, recount.Row{"direction": "inbound"})
		interactions.state(w, day+w.IntN(20), day, copied(row, correction))
	}
}

// reaction wears off as the days pass.
func (w *world) reaction(day int) string {
	if w.IntN(w.days) > w.days-day/2 {
		return pick(w, "", "none", "delivered")
	}
	return pick(w, "none", "delivered", "opened", "third_party_contact", "debtor_contact", "debtor_contact", "promise")
}

// promiseIn puts a promise into an interaction.
func (w *world) promiseIn(d *debt, day int, row recount.Row) {
	amount, due := w.terms(d, day)
	row["promised_amount"], row["promised_date"] = money(amount), w.dateText(due)
	if !w.settings.PromisesFromExport {
		w.answer(d, day, due, amount, 0, row["currency"])
	}
}

// terms are what a debtor promises: an amount by a day.
func (w *world) terms(d *debt, day int) (amount int64, due int) {
	amount = w.cents(200)
	switch {
	case w.chance(25):
		amount = 0
	case w.chance(4) && d.balance > 0:
		amount = d.balance
	}
	due = day + w.IntN(12)
	if w.chance(20) {
		due = day - w.IntN(4)
	}
	return amount, due
}

func (w *world) promise(d *debt, day, rolled int) {
	amount, due := w.terms(d, day)
	row := recount.Row{
		"account_id": d.id, "promised_at": w.moment("promised_at", day), "due_date": w.dateText(due), "amount": money(amount),
	}
	if w.chance(2) {
		row["collector_id"] = pick(w, w.collectors...)
	}
	if w.chance(6) {
		row["currency"] = pick(w, "COP", "USD")
	}
	if !w.chance(8) {
		row["promise_id"] = w.nextID("M")
	}
	promises := w.source("promises", "promises")
	promises.state(w, day, day, row)
	if row["promise_id"] != "" && w.chance(15) {
		promises.state(w, day+w.IntN(10), day, copied(row, recount.Row{"amount": money(w.cents(200))}))
	}
	w.answer(d, day, due, amount, rolled, row["currency"])
}

// answer plans what becomes of a promise: kept at the last moment, in parts, too late, rolled over, or not at all.
func (w *world) answer(d *debt, day, due int, amount int64, rolled int, currency string) {
	pay := func(day int, amount int64) {
		w.plan(d, day, func() { w.payIn(d, day, amount, currency) })
	}
	last := max(due+w.settings.GraceDays, day+1)
	switch w.IntN(9) {
	case 0:
		pay(last, amount)
	case 1:
		pay(last+1, amount)
	case 2:
		pay(max(due, day+1), amount/2)
		pay(last, amount-amount/2)
	case 3:
		pay(last, amount/3)
	case 4:
		w.payIn(d, day, amount, currency) // the same day, earlier or later
	case 5, 6:
		if rolled < 3 {
			renew := w.roll
			if w.settings.PromisesFromExport {
				renew = w.promise
			}
			if again := day + w.IntN(max(last-day, 1)); again == day {
				renew(d, day, rolled+1)
			} else {
				w.plan(d, again, func() { renew(d, again, rolled+1) })
			}
		}
	}
}

// roll is a promise in an interaction that renews the one before.
func (w *world) roll(d *debt, day, rolled int) {
	amount, due := w.terms(d, day)
	row := recount.Row{
		"interaction_id": w.nextID("I"), "account_id": d.id, "channel": pick(w, w.channels...),
		"occurred_at": w.moment("occurred_at", day), "collector_id": d.holder, "reaction": pick(w, "", "promise", "none"),
		"promised_amount": money(amount), "promised_date": w.dateText(due),
	}
	w.source("interactions", "interactions").state(w, day, day, row)
	w.answer(d, day, due, amount, rolled, "")
}

func (w *world) pay(d *debt, day int, amount int64) {
	w.payIn(d, day, amount, pick(w, "", "", d.currency, d.currency, d.currency, pick(w, "COP", "USD", "EUR")))
}

func (w *world) payIn(d *debt, day int, amount int64, currency string) {
	if amount == 0 {
		return
	}
	status := pick(w, "", "settled", "settled", "settled", "settled", "settled", "settled", "pending", "failed", "weird")
	row := recount.Row{
		"account_id": d.id, "paid_at": w.moment("paid_at", day), "amount": money(amount), "currency": currency,
		"status": status,
	}
	if w.chance(5) {
		row["method"] = pick(w, "cash", "card")
	}
	d.balance -= amount
	if w.has("bank") && w.chance(4) {
		w.source("bank", "payments").state(w, day, day, row)
		if !w.isPlain && w.chance(6) {
			w.source("bank", "payments").state(w, day, day, row) // a twin
		}
		return
	}
	row["payment_id"] = w.nextID("P")
	payments := w.source("payments", "payments")
	payments.state(w, day, day, row)
	switch {
	case w.chance(12):
		correction := pick(w, recount.Row{"status": pick(w, "settled", "reversed", "failed")},
			recount.Row{"amount": money(w.cents(200))}, recount.Row{"paid_at": w.moment("paid_at", w.IntN(w.days))})
		payments.state(w, day+w.IntN(20), day, copied(row, correction))
	case w.chance(8) && (amount > 0 || w.chance(10)):
		w.reverse(d, day, row, amount)
	}
}

// reverse plans a negative row for a payment, sometimes for one that never was.
func (w *world) reverse(d *debt, day int, payment recount.Row, amount int64) {
	back := day + w.IntN(25)
	if w.chance(20) {
		back = max(day-2, 0) // the bank's dates are odd
	}
	row := copied(payment, recount.Row{
		"payment_id": w.nextID("R"), "amount": money(-amount), "status": "settled",
		"reverses_payment_id": payment["payment_id"],
	})
	switch {
	case w.chance(8):
		row["reverses_payment_id"] = "gone"
	case w.chance(8):
		row["amount"] = money(-amount / 20_000 * 10_000)
	case w.chance(10):
		row["status"] = "pending"
	case w.chance(12):
		delete(row, "currency")
	}
	happen := func() {
		row["paid_at"] = w.moment("paid_at", back)
		d.balance += amount
		w.source("payments", "payments").state(w, back, back, row)
	}
	if back <= day {
		happen()
	} else {
		w.plan(d, back, happen)
	}
}

// targetMetrics are columns of the leaderboard that operations set goals for.
var targetMetrics = []string{"recovered_amount", "recovered_amount", "actions"}

func (w *world) inventTargets() {
	if !w.chance(3) {
		return
	}
	targets := w.source("targets", "targets", "all", "delta")
	for _, month := range w.months() {
		for _, collector := range append([]string{"", ""}, w.collectors...) {
			if w.chance(2) {
				continue
			}
			row := recount.Row{
				"month": month, "collector_id": collector, "metric": pick(w, targetMetrics...),
				"value": money(w.cents(2000)), "currency": pick(w, "", "COP", "USD"),
			}
			if collector == "" {
				row["team"] = w.team()
			}
			targets.state(w, 0, 0, row)
			if w.chance(8) {
				targets.state(w, w.IntN(w.days), 0, copied(row, recount.Row{"value": money(w.cents(2000))}))
			}
		}
	}
}

func (w *world) inventReceivables() {
	if w.chance(3) {
		return
	}
	receivables := w.source("receivables", "receivables", "all", "delta")
	for _, portfolio := range []string{"retail", "cards", "unassigned"} {
		usual := pick(w, "", "COP", "USD")
		for i, month := range w.months() {
			if w.chance(6) {
				continue
			}
			row := recount.Row{
				"month": month, "portfolio": portfolio, "currency": pick(w, usual, usual, usual, "COP", "USD"),
				"beginning_receivable": money(w.cents(9000)), "credit_sales": money(w.cents(9000)),
				"ending_receivable": money(w.cents(9000)), "ending_current": money(w.cents(5000)),
			}
			if w.chance(10) {
				delete(row, pick(w, "beginning_receivable", "credit_sales", "ending_receivable", "ending_current"))
			}
			receivables.state(w, 30*i, 30*i, row)
		}
	}
}

// months are the first days of the months of the history, and of the one before.
func (w *world) months() []string {
	var months []string
	month := w.date(0).AddDate(0, 0, 1-w.date(0).Day()).AddDate(0, -1, 0)
	for ; !month.After(w.date(w.days)); month = month.AddDate(0, 1, 0) {
		months = append(months, month.Format("2006-01-02"))
	}
	return months
}
