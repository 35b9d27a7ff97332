package demo

// snapshot is the full list of assigned accounts as of the start of a day.
type snapshot struct {
	day      int
	holdings []holding
}

// holding is one line of a snapshot.
type holding struct {
	account   int
	collector int
	balance   centavos
}

// list takes accounts in and out, moves some to other hands, and records who holds what.
func (op *operation) list(day int) {
	const (
		stillListed = 0.1   // of the paid accounts, those that nobody took off the list yet
		takenBack   = 0.004 // of the unpaid ones, those that the creditor takes back
		changeHands = 0.06
	)
	taken := snapshot{day: day}
	for who := range op.held {
		op.held[who] = op.held[who][:0]
	}
	for number := range op.accounts {
		debt := &op.accounts[number]
		switch {
		case debt.placement == waiting && debt.entersOn <= day && debt.balance > 0:
			debt.placement, debt.holder = listed, op.firstHolder(debt)
		case debt.placement == paidOff && debt.balance > 0:
			debt.placement = listed // a payment was reversed
		case debt.placement == listed && debt.balance == 0 && !op.chance(stillListed):
			debt.placement = paidOff
		case debt.placement == listed && debt.balance > 0 && op.chance(takenBack):
			debt.placement = withdrawn
		case debt.placement == listed && op.chance(changeHands):
			debt.holder = op.otherHolder(debt.holder)
		}
		if debt.placement == listed {
			taken.holdings = append(taken.holdings, holding{number, debt.holder, debt.balance})
			op.held[debt.holder] = append(op.held[debt.holder], number)
		}
	}
	op.snapshots = append(op.snapshots, taken)
}

// firstHolder gives a new account to somebody. Collectors with a larger load receive more, and the last team more
// microcredit than the first, so that neither load nor portfolio is even.
func (op *operation) firstHolder(debt *account) int {
	weight := func(who int) float64 {
		lean := 0.7 + 0.6*float64(who%op.options.Teams)/float64(max(op.options.Teams-1, 1))
		if debt.portfolio == portfolios[0].name {
			lean = 2 - lean
		}
		return op.collectors[who].load * lean
	}
	var total float64
	for who := range op.collectors {
		total += weight(who)
	}
	roll := op.random.Float64() * total
	for who := range op.collectors {
		if roll -= weight(who); roll < 0 {
			return who
		}
	}
	return 0
}

// otherHolder hands an account on, mostly within the team.
func (op *operation) otherHolder(holder int) int {
	const acrossTeams = 0.25
	leaves := op.chance(acrossTeams)
	for range 50 {
		who := op.random.IntN(len(op.collectors))
		if who != holder && leaves != (op.collectors[who].team == op.collectors[holder].team) {
			return who
		}
	}
	return holder // nobody else is there
}
