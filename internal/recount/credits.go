package recount

// payment is one row of the payments in force.
type payment struct {
	id                  string
	account             *account
	at                  moment
	place               place
	amount              Money
	currency, portfolio string
	status              string // ignored: a negative row that names a payment that is not settled
	reverses            string
	method, source      string
	original            *payment // that a negative row names
	reversals           []*payment

	owner, lastTouch, bestTouch string // "" is nobody
	touch                       *interaction
	credited                    string
	isWorked                    bool // an action of the credited collector came before it, in touch_days
}

// counts says whether the payment is in any sum.
func (p *payment) counts() bool { return p.status == "settled" }

// matchReversals finds the payment that each negative row names: it shares its credit, whatever their status.
func (b *book) matchReversals() {
	byID := map[string]*payment{}
	for _, p := range b.payments {
		if p.id != "" {
			byID[p.id] = p
		}
	}
	for _, p := range b.payments {
		named := byID[p.reverses]
		if p.amount >= 0 || p.reverses == "" || named == nil || named == p {
			continue
		}
		p.original = named
		if p.counts() && !named.counts() {
			p.status = "ignored"
		}
	}
}

// isBefore says whether an action comes before a payment: on an earlier date, or on the same one unless both have a
// time and the action's is later.
func isBefore(i *interaction, at moment) bool {
	if i.at.date != at.date {
		return i.at.date < at.date
	}
	return !at.timed || !i.at.timed || i.at.seconds <= at.seconds
}

// actionsBefore are an account's actions up to days before a moment, in order.
func (a *account) actionsBefore(at moment, days int) []*interaction {
	var out []*interaction
	for _, i := range a.interactions {
		if i.isAction && isBefore(i, at) && at.date-i.at.date <= day(days) {
			out = append(out, i)
		}
	}
	return out
}

// credit names who earned each payment.
func (b *book) credit() {
	for _, p := range b.payments {
		if p.original == nil {
			b.creditByRule(p)
		}
	}
	for _, p := range b.payments {
		origin := p.origin()
		if origin == p {
			continue
		}
		p.owner, p.lastTouch, p.bestTouch = origin.owner, origin.lastTouch, origin.bestTouch
		p.touch, p.credited, p.isWorked = origin.touch, origin.credited, origin.isWorked
		if p.counts() {
			origin.reversals = append(origin.reversals, p)
		}
	}
	for _, p := range b.payments {
		if i := p.touch; i != nil && p.counts() {
			if i.behind == nil {
				i.behind = map[string]Money{}
			}
			i.behind[p.currency] += p.amount
		}
	}
}

// origin is the payment whose credit this one shares: the one it reverses, else itself.
func (p *payment) origin() *payment {
	for range 10 { // a reversal may name a reversal, and in a broken export itself
		if p.original == nil {
			break
		}
		p = p.original
	}
	return p
}

func (b *book) creditByRule(p *payment) {
	p.owner = p.account.holder(b, p.at.date)
	best := -1
	actions := p.account.actionsBefore(p.at, b.settings.TouchDays)
	for _, i := range actions {
		if i.collector == "" {
			continue
		}
		p.lastTouch, p.touch = i.collector, i
		if i.level >= best {
			p.bestTouch, best = i.collector, i.level
		}
	}
	switch b.settings.Attribution {
	case "last_touch":
		p.credited = p.lastTouch
	case "best_touch":
		p.credited = p.bestTouch
	default:
		p.credited = p.owner
	}
	for _, i := range actions {
		if i.collector != "" && i.collector == p.credited {
			p.isWorked = true
		}
	}
	if p.amount > 0 && p.counts() { // an action is paid by it
		var last *interaction
		for _, i := range p.account.actionsBefore(p.at, b.settings.PaymentDays) {
			if i.level >= delivered {
				last = i
			}
		}
		if last != nil {
			last.isPaid = true
		}
	}
}

func (b *book) paymentCredits() Table {
	t := newTable("payment_credits", "payment_id", "account_id", "payment_date", "amount", "status")
	for _, p := range b.payments {
		row := map[string]any{
			"payment_id": p.id, "account_id": p.account.id, "payment_date": p.at.date.String(), "amount": p.amount,
			"currency": p.currency, "portfolio": p.portfolio, "status": p.status,
			"owner_collector_id": orNull(p.owner), "last_touch_collector_id": orNull(p.lastTouch),
			"best_touch_collector_id": orNull(p.bestTouch), "credited_collector_id": orNull(p.credited),
			"reverses_payment_id": orNull(p.reverses), "touch_interaction_id": nil, "touch_channel": nil,
			"days_since_touch": nil, "is_worked": p.isWorked, "original_payment_date": p.origin().at.date.String(),
			"method": orNull(p.method), "source": p.source,
		}
		if p.touch != nil {
			row["touch_interaction_id"] = p.touch.id
			row["touch_channel"] = p.touch.channel
			row["days_since_touch"] = int64(p.origin().at.date - p.touch.at.date)
		}
		t.add(row)
	}
	return t.done()
}
