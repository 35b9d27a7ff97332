package recount

// reasonMonths counts why debtors don't pay.
func (b *book) reasonMonths() Table {
	type key struct {
		month day
		domain
		reason string
	}
	type sums struct {
		interactions int64
		latest       map[*account]day
	}
	rows := map[key]*sums{}
	for _, i := range b.interactions { // in order: the last one of an account stays
		if i.reason == "" {
			continue
		}
		k := key{i.at.date.monthStart(), domain{i.portfolio, i.currency}, i.reason}
		if rows[k] == nil {
			rows[k] = &sums{latest: map[*account]day{}}
		}
		rows[k].interactions++
		rows[k].latest[i.account] = i.at.date
	}
	t := newTable("reason_months", "month", "portfolio", "currency", "reason_code")
	for k, s := range rows {
		var owed Money
		for a, d := range s.latest {
			owed += max(0, a.owedAtEnd(b, k.currency, d))
		}
		t.add(map[string]any{
			"month": k.month.String(), "portfolio": k.portfolio, "currency": k.currency, "reason_code": k.reason,
			"accounts": int64(len(s.latest)), "interactions": s.interactions, "amount": owed,
		})
	}
	return t.done()
}

// costMonths sets what actions cost beside what they brought, by channel.
func (b *book) costMonths() Table {
	type key struct {
		month day
		domain
		channel string
	}
	type sums struct {
		actions, costed int64
		cost, recovered Money
	}
	rows := map[key]*sums{}
	at := func(k key) *sums {
		if rows[k] == nil {
			rows[k] = &sums{}
		}
		return rows[k]
	}
	for _, i := range b.interactions {
		if !i.isAction {
			continue
		}
		s := at(key{i.at.date.monthStart(), domain{i.portfolio, i.currency}, i.channel})
		s.actions++
		if i.cost != nil {
			s.costed++
			s.cost += *i.cost
		}
	}
	for _, p := range b.payments {
		if !p.counts() {
			continue
		}
		channel := nobody
		if p.touch != nil {
			channel = p.touch.channel
		}
		at(key{p.at.date.monthStart(), domain{p.portfolio, p.currency}, channel}).recovered += p.amount
	}
	t := newTable("cost_months", "month", "portfolio", "currency", "channel")
	for k, s := range rows {
		row := map[string]any{
			"actions": s.actions, "costed_actions": s.costed, "cost_amount": s.cost,
			"cost_per_action": perUnit(s.cost, s.costed), "recovered_amount": s.recovered,
			"cost_per_unit_recovered": ratio(s.cost, s.recovered),
		}
		if s.costed == 0 || s.recovered <= 0 { // what it cost is unknown, or nothing was bought with it
			row["cost_per_unit_recovered"] = nil
		}
		if allZero(row) {
			continue
		}
		row["month"], row["portfolio"], row["currency"] = k.month.String(), k.portfolio, k.currency
		row["channel"] = k.channel
		t.add(row)
	}
	return t.done()
}
