package demo

import "time"

// Words of the payments export for what became of a payment.
const (
	applied  = "Aplicado"
	pending  = "Pendiente"
	rejected = "Rechazado"
	reversed = "Reversado"
)

// graceDays is how long after the due date a promise still counts as kept.
const graceDays = 3

// payment is one row of money received, or of money given back.
type payment struct {
	serial   int // position in the export, 1 is the first
	account  int
	day      int
	amount   centavos // negative for a reversal
	status   string
	method   string
	reverses int // serial of the payment that this row takes back, 0 if none
	// statusLater is what the export of the next month says of the same payment, "" if nothing new.
	statusLater string
}

// plannedMoney is money on its way: a payment that a debtor will make, or the reversal of one already made.
type plannedMoney struct {
	account int
	amount  centavos
	promise int // serial of the promise that it honours, 0 if none
	takes   int // serial of the payment that it takes back, 0 if none
}

// plan puts money on a later day. What would come after the last day is not seen any more.
func (op *operation) plan(day int, money plannedMoney) {
	if day < op.options.Days {
		op.planned[day] = append(op.planned[day], money)
	}
}

// promise agrees on an amount and a date, and decides at once whether the debtor means it.
func (op *operation) promise(event *interaction, target *account) {
	const (
		inFull        = 0.3
		keptShare     = 0.33 // of the promises of an average collector
		partialShare  = 0.10
		lateShare     = 0.05
		smallestPesos = 20_000
	)
	amount := target.balance
	if !op.chance(inFull) {
		amount = target.balance.share(op.between(0.15, 0.6)).roundedTo(100_000)
		amount = min(max(amount, smallestPesos*100), target.balance)
	}
	dueDay := event.day + 1 + op.random.IntN(9)
	event.promisedAmount, event.promisedDay = amount, dueDay
	target.promiseSerial++
	target.promiseUntil = dueDay + graceDays

	kept := keptShare
	if event.collector != nobody {
		kept *= 0.6 + 0.4*op.collectors[event.collector].skill
	}
	money := plannedMoney{account: event.account, amount: amount, promise: target.promiseSerial}
	inTime := event.day + 1 + op.random.IntN(dueDay+graceDays-1-event.day)
	switch roll := op.random.Float64(); {
	case roll < kept*0.1 && inTime < target.promiseUntil:
		first := money
		first.amount = amount.share(0.5)
		money.amount -= first.amount
		op.plan(inTime, first)
		op.plan(target.promiseUntil, money)
	case roll < kept:
		op.plan(inTime, money)
	case roll < kept+partialShare:
		money.amount = amount.share(op.between(0.3, 0.7)).roundedTo(100_000)
		op.plan(inTime, money)
	case roll < kept+partialShare+lateShare:
		op.plan(target.promiseUntil+2+op.random.IntN(10), money)
	}
}

// collect receives the money of one day: what was promised, and what comes unasked.
func (op *operation) collect(day int) {
	for _, money := range op.planned[day] {
		target := &op.accounts[money.account]
		switch {
		case money.takes != 0:
			op.takeBack(day, money)
		case money.promise != 0 && money.promise != target.promiseSerial:
			// The debtor has bargained for another date since.
		default:
			op.pay(day, money.account, money.amount)
		}
	}
	unasked := int(float64(op.options.Accounts) / 2000 * paydayFactor(op.date(day)))
	for range unasked + 1 {
		number := op.random.IntN(len(op.accounts))
		op.pay(day, number, op.accounts[number].balance.share(op.between(0.05, 0.3)).roundedTo(100_000))
	}
}

// paydayFactor is how much more money comes unasked around the two paydays of a month.
func paydayFactor(date time.Time) float64 {
	switch date.Day() {
	case 15, 16, 30, 31, 1:
		return 2
	}
	return 1
}

// pay books a payment of at most the balance, and decides what becomes of it.
func (op *operation) pay(day, number int, amount centavos) {
	target := &op.accounts[number]
	amount = min(amount, target.balance)
	if amount <= 0 {
		return
	}
	made := payment{
		serial: len(op.payments) + 1, account: number, day: day, amount: amount, status: applied,
		method: pick(op.random, methods),
	}
	lowersBalance := true
	nextMonth := op.nextMonth(day)
	closesMonth := nextMonth < op.options.Days && nextMonth-day <= 2
	switch roll := op.random.Float64(); {
	case roll < 0.015:
		made.status, lowersBalance = rejected, false
	case roll < 0.022 && nextMonth < op.options.Days:
		// A cheque that bounces: the list never shows it as money received.
		made.statusLater, lowersBalance = reversed, false
	case roll < 0.037:
		op.plan(day+2+op.random.IntN(8), plannedMoney{account: number, amount: -amount, takes: made.serial})
	case roll < 0.25 && closesMonth:
		made.status, made.statusLater = pending, applied
	case roll < 0.12 && day >= op.options.Days-2:
		made.status, lowersBalance = pending, false
	}
	if lowersBalance {
		target.balance -= amount
	}
	op.payments = append(op.payments, made)
}

// takeBack books the reversal of a payment as a negative row of its own.
func (op *operation) takeBack(day int, money plannedMoney) {
	op.accounts[money.account].balance -= money.amount
	op.payments = append(op.payments, payment{
		serial: len(op.payments) + 1, account: money.account, day: day, amount: money.amount, status: applied,
		method: op.payments[money.takes-1].method, reverses: money.takes,
	})
}

// nextMonth returns the first day of the month after that of a day.
func (op *operation) nextMonth(day int) int {
	date := op.date(day)
	first := time.Date(date.Year(), date.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	return day + int(first.Sub(date).Hours()/24)
}
