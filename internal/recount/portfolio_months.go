package recount

import (
	"cmp"
	"slices"
)

// domain is a portfolio in one currency.
type domain struct{ portfolio, currency string }

// portfolioMonth is what a month of a domain consists of.
type portfolioMonth struct {
	assigned  map[*account]bool
	net       map[*account]Money // settled, of all payments of the domain
	recovered Money
	actions   []*interaction
	receivable
}

// portfolioMonths gathers the months, by their first day.
func (p *periods) portfolioMonths() map[day]map[domain]*portfolioMonth {
	b := p.b
	out := map[day]map[domain]*portfolioMonth{}
	at := func(month day, d domain) *portfolioMonth {
		if out[month] == nil {
			out[month] = map[domain]*portfolioMonth{}
		}
		if out[month][d] == nil {
			out[month][d] = &portfolioMonth{assigned: map[*account]bool{}, net: map[*account]Money{}}
		}
		return out[month][d]
	}
	for _, r := range b.receivables {
		at(r.month, domain{r.portfolio, r.currency}).receivable = r
	}
	for _, last := range b.months() {
		for pair, h := range p.month(last).pairs {
			if h.isAssigned {
				at(last.monthStart(), domain{pair.portfolio, pair.currency}).assigned[pair.account] = true
			}
		}
	}
	for _, one := range b.payments {
		if one.counts() {
			m := at(one.at.date.monthStart(), domain{one.portfolio, one.currency})
			m.recovered += one.amount
			m.net[one.account] += one.amount
		}
	}
	for _, i := range b.interactions {
		if i.isAction {
			m := at(i.at.date.monthStart(), domain{i.portfolio, i.currency})
			m.actions = append(m.actions, i)
		}
	}
	return out
}

func (p *periods) portfolioMonthTable() Table {
	t := newTable("portfolio_months", "month", "portfolio", "currency")
	months := p.portfolioMonths()
	for month, domains := range months {
		for d, m := range domains {
			r := m.receivable
			row := map[string]any{
				"beginning_receivable": money(r.beginning), "credit_sales": money(r.sales),
				"ending_receivable": money(r.ending), "ending_current": money(r.endingCurrent),
				"overdue_receivable": nil, "overdue_ratio": nil,
				"cei":               cei(r.beginning, r.sales, r.ending, r.endingCurrent, 1),
				"cei_quarter":       quarter(months, month, d),
				"assigned_accounts": int64(len(m.assigned)), "recovered_amount": m.recovered,
				"actions": int64(len(m.actions)),
			}
			if r.ending != nil && r.endingCurrent != nil {
				overdue := *r.ending - *r.endingCurrent
				row["overdue_receivable"] = overdue
				if r.sales != nil {
					row["overdue_ratio"] = ratio(overdue, *r.sales)
				}
			}
			vital, _ := m.vitalAccounts()
			row["pareto_accounts"] = int64(len(vital))
			row["pareto_account_share"] = ratio(int64(len(vital)), int64(len(m.assigned)))
			actions := m.vitalActions(d.currency)
			row["pareto_actions"] = actions
			row["pareto_action_share"] = ratio(actions, int64(len(m.actions)))
			if allZero(row) {
				continue
			}
			row["month"], row["portfolio"], row["currency"] = month.String(), d.portfolio, d.currency
			t.add(row)
		}
	}
	return t.done()
}

// quarter is the index over three months that end with one, NULL unless all three are there.
func quarter(months map[day]map[domain]*portfolioMonth, month day, d domain) any {
	var three []receivable // the last month first
	for range 3 {
		m := months[month][d]
		if m == nil || m.sales == nil {
			return nil
		}
		three = append(three, m.receivable)
		month = (month - 1).monthStart()
	}
	sales := *three[0].sales + *three[1].sales + *three[2].sales
	return cei(three[2].beginning, &sales, three[0].ending, three[0].endingCurrent, 3)
}

// vitalAccounts are the fewest accounts behind 80 % of what was recovered, the largest first, and the whole sum.
func (m *portfolioMonth) vitalAccounts() ([]*account, Money) {
	var all []*account
	var sum Money
	for a, net := range m.net {
		if m.assigned[a] && net > 0 {
			all = append(all, a)
			sum += net
		}
	}
	slices.SortFunc(all, func(x, y *account) int {
		return cmp.Or(cmp.Compare(m.net[y], m.net[x]), cmp.Compare(x.id, y.id))
	})
	var reached Money
	for n, a := range all {
		if 5*reached >= 4*sum {
			return all[:n], sum
		}
		reached += m.net[a]
	}
	return all, sum
}

// vitalActions is how few actions are behind 80 % of what followed actions.
func (m *portfolioMonth) vitalActions(currency string) int64 {
	var nets []Money
	var sum, reached Money
	for _, i := range m.actions {
		if net := i.behind[currency]; net > 0 {
			nets = append(nets, net)
			sum += net
		}
	}
	slices.Sort(nets)
	slices.Reverse(nets)
	for n, net := range nets {
		if 5*reached >= 4*sum {
			return int64(n)
		}
		reached += net
	}
	return int64(len(nets))
}

func (p *periods) paretoAccounts() Table {
	t := newTable("pareto_accounts", "month", "portfolio", "currency", "account_id")
	for month, domains := range p.portfolioMonths() {
		last := min(month.monthEnd(), p.b.last)
		for d, m := range domains {
			actions := map[*account]int64{}
			for _, i := range m.actions {
				actions[i.account]++
			}
			vital, sum := m.vitalAccounts()
			var reached Money
			for n, a := range vital {
				reached += m.net[a]
				t.add(map[string]any{
					"month": month.String(), "portfolio": d.portfolio, "currency": d.currency, "account_id": a.id,
					"rank_number": int64(n + 1), "recovered_amount": m.net[a], "cumulative_amount": reached,
					"cumulative_share": ratio(reached, sum), "collector_id": orNull(a.holder(p.b, last)),
					"actions": actions[a],
				})
			}
		}
	}
	return t.done()
}
