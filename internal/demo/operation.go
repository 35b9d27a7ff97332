package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// operation is the invented company: who works there, which accounts they hold, and what has happened so far.
type operation struct {
	options    Options
	random     *rand.Rand
	start      time.Time // the first business date
	collectors []collector
	accounts   []account
	held       [][]int          // by collector: the accounts held since the latest snapshot
	planned    [][]plannedMoney // by day: money that is on its way

	snapshots    []snapshot
	interactions []interaction
	payments     []payment
}

// collector is a person who works accounts. The habits differ so that the leaderboard has something to tell.
type collector struct {
	code, name, team, supervisor string

	joined time.Time
	skill  float64 // chance that a conversation ends in a promise that is kept; 1 is average
	pace   float64 // actions a day; 1 is average
	reach  float64 // share of the accounts that is worked at all; the rest stays idle
	load   float64 // share of the accounts that is received; 1 is average
}

// placement is where an account stands between the creditor and the operation.
type placement int

const (
	waiting   placement = iota // not yet handed over
	listed                     // in the assignment list
	paidOff                    // left the list because nothing was owed
	withdrawn                  // taken back by the creditor, although something is owed
)

// account is one debt.
type account struct {
	id, debtorID, portfolio, debtorType, city string
	debtorName, phone                         string // exported as real systems do, and mapped by no config

	original  centavos
	balance   centavos
	due       time.Time // the date since which it is overdue
	entersOn  int       // the day from which it may be listed
	placement placement
	holder    int // index of the collector, meaningful while listed

	warmth        float64            // how readily the debtor answers; 1 is average
	attempts      [len(channels)]int // actions so far by channel
	promiseSerial int                // the latest promise, 0 if none; money planned for an earlier one does not come
	promiseUntil  int                // the day until which the latest promise is open
}

// portfolios of the invented creditor. medianPesos and spread shape a lognormal distribution of debts.
var portfolios = []struct {
	name        string
	medianPesos float64
	spread      float64
}{
	{name: "Consumo", medianPesos: 1_600_000, spread: 0.7},
	{name: "Microcredito", medianPesos: 2_900_000, spread: 0.6},
}

// newOperation hires the collectors and invents the accounts. Nothing is listed yet.
func newOperation(options Options, random *rand.Rand) *operation {
	op := &operation{
		options: options,
		random:  random,
		start:   options.End.AddDate(0, 0, 1-options.Days),
		held:    make([][]int, options.Collectors),
		planned: make([][]plannedMoney, options.Days),
	}
	op.hire()
	op.openAccounts()
	return op
}

// date returns the business date of a day, as midnight in UTC.
func (op *operation) date(day int) time.Time {
	return op.start.AddDate(0, 0, day)
}

// between returns a number from low to high, evenly distributed.
func (op *operation) between(low, high float64) float64 {
	return low + (high-low)*op.random.Float64()
}

// chance is true with the given probability.
func (op *operation) chance(probability float64) bool {
	return op.random.Float64() < probability
}

// hire fills the teams in turn, so that they are of equal size.
func (op *operation) hire() {
	count := op.options.Collectors
	skills := op.random.Perm(count)
	firsts := op.random.Perm(len(firstNames))
	lasts := op.random.Perm(len(lastNames))
	name := func(person int) string {
		first := firstNames[firsts[person%len(firsts)]]
		last := lastNames[lasts[(person+person/len(firsts))%len(lasts)]]
		return first + " " + last
	}
	for i := range count {
		team := i % op.options.Teams
		op.collectors = append(op.collectors, collector{
			code:       fmt.Sprintf("G%03d", 101+i),
			name:       name(i),
			team:       teamNames[team],
			supervisor: name(count + team),
			joined:     op.start.AddDate(0, 0, -90-op.random.IntN(2200)),
			skill:      0.65 + 0.7*float64(skills[i])/float64(max(count-1, 1)),
			pace:       op.between(0.85, 1.15),
			reach:      op.between(0.8, 1),
			load:       op.between(0.75, 1.3),
		})
	}
}

// openAccounts invents the debts. Most are there on the first day, the others are placed week by week.
func (op *operation) openAccounts() {
	const (
		placedAtStart = 0.85
		sharedDebtor  = 0.05 // of the accounts, those of a debtor who already has one
	)
	for i := range op.options.Accounts {
		portfolio := portfolios[0]
		if op.chance(0.4) {
			portfolio = portfolios[1]
		}
		owed := portfolio.medianPesos * math.Exp(portfolio.spread*op.random.NormFloat64())
		owed = min(max(owed, 120_000), 60_000_000)
		// Debts are written down with centavos because interest runs on them.
		balance := centavos(owed*100) + centavos(op.random.IntN(100))
		debt := account{
			id:         fmt.Sprintf("CR%06d", 100_231+7*i),
			debtorID:   debtorID(i),
			portfolio:  portfolio.name,
			debtorType: pick(op.random, debtorTypes),
			city:       pick(op.random, cities),
			debtorName: pick(op.random, firstNames) + " " + pick(op.random, lastNames),
			phone:      fmt.Sprintf("399%07d", op.random.IntN(10_000_000)),
			original:   (balance + balance*centavos(op.random.IntN(60))/100).roundedTo(100_000),
			balance:    balance,
			warmth:     op.between(0.5, 1.5),
		}
		if i > 0 && op.chance(sharedDebtor) {
			other := op.accounts[op.random.IntN(i)]
			debt.debtorID, debt.debtorName, debt.phone = other.debtorID, other.debtorName, other.phone
		}
		daysPastDue := 1 + int(45*op.random.ExpFloat64())
		if !op.chance(placedAtStart) && op.options.Days > 1 {
			debt.entersOn = 1 + op.random.IntN(op.options.Days-1)
			daysPastDue = 1 + op.random.IntN(30)
		}
		debt.due = op.date(debt.entersOn - min(daysPastDue, 720))
		op.accounts = append(op.accounts, debt)
	}
}

// debtorID numbers the debtors in the shape "1032-458", far enough apart to look like numbers of real papers.
func debtorID(serial int) string {
	number := 1_032_458 + 37*serial
	return fmt.Sprintf("%04d-%03d", number/1000, number%1000)
}

// pick returns one of several choices, all equally likely.
func pick[T any](random *rand.Rand, choices []T) T {
	return choices[random.IntN(len(choices))]
}
