package recount

// load is what the collectors of one team have open, one number for each.
type load struct {
	accounts []int64
	amounts  []int64
}

// evenness are the columns that say how evenly a load is spread.
func (l *load) evenness() map[string]any {
	var n int
	var accounts, amounts []int64
	if l != nil {
		n, accounts, amounts = len(l.accounts), l.accounts, l.amounts
	}
	row := map[string]any{"collectors": int64(n)}
	row["open_accounts_gini"], row["open_accounts_max_to_mean"] = gini(accounts)
	row["open_amount_gini"], row["open_amount_max_to_mean"] = gini(amounts)
	return row
}

// gini is the coefficient of C. Gini, Variabilità e mutabilità (1912), without correction for small n, and the largest
// by the mean. Both are NULL where the mean is zero.
func gini(values []int64) (any, any) {
	var sum, largest, differences int64
	for _, x := range values {
		sum += x
		largest = max(largest, x)
		for _, y := range values {
			differences += max(x-y, y-x)
		}
	}
	if sum == 0 {
		return nil, nil
	}
	n := float64(len(values))
	mean := float64(sum) / n
	return float64(differences) / (2 * n * n * mean), float64(largest) / mean
}

// loads are those of all teams in one period: by team and currency, and by portfolio, too, if asked.
func (r *reckoning) loads(byPortfolio bool) map[seat]*load {
	type line struct {
		seat // unit is the collector
		team string
	}
	lines := map[line][2]int64{}
	for s, m := range r.seats {
		if allZero(m.columns()) {
			continue
		}
		l := line{s, r.b.team(s.unit, r.to)}
		if !byPortfolio {
			l.portfolio = ""
		}
		sums := lines[l]
		lines[l] = [2]int64{sums[0] + m.openAccounts, sums[1] + int64(m.open)}
	}
	out := map[seat]*load{}
	for l, sums := range lines {
		key := seat{l.team, l.portfolio, l.currency}
		if out[key] == nil {
			out[key] = &load{}
		}
		out[key].accounts = append(out[key].accounts, sums[0])
		out[key].amounts = append(out[key].amounts, sums[1])
	}
	return out
}

func (p *periods) teamPeriods() Table {
	t := newTable("team_periods", "period", "as_of", "team", "portfolio", "currency")
	for n, r := range p.teams {
		loads := p.both[n].loads(true)
		for s, m := range r.seats {
			row := m.columns()
			if allZero(row) {
				continue
			}
			delete(row, "median_days_to_first_action") // a team is many
			delete(row, "median_days_to_first_contact")
			for column, value := range loads[s].evenness() {
				row[column] = value
			}
			row["period"], row["as_of"] = r.period(), r.to.String()
			row["team"], row["portfolio"], row["currency"] = s.unit, s.portfolio, s.currency
			t.add(row)
		}
	}
	return t.done()
}

func (p *periods) teamBalance() Table {
	t := newTable("team_balance", "period", "as_of", "team", "currency")
	for _, r := range p.both {
		for s, l := range r.loads(false) {
			row := l.evenness()
			var accounts int64
			var amount Money
			for n := range l.accounts {
				accounts += l.accounts[n]
				amount += Money(l.amounts[n])
			}
			row["open_accounts"], row["open_amount"] = accounts, amount
			row["period"], row["as_of"], row["team"], row["currency"] = r.period(), r.to.String(), s.unit, s.currency
			t.add(row)
		}
	}
	return t.done()
}
