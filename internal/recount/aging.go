package recount

// agingDays is where open accounts stand by age each day, and how they moved since the day before.
func (b *book) agingDays() Table {
	type key struct {
		date day
		domain
		bucket int
	}
	type sums struct {
		open, restated, rolled, cured                         int64
		openAmount, restatedAmount, rolledAmount, curedAmount Money
	}
	rows := map[key]*sums{}
	at := func(k key) *sums {
		if rows[k] == nil {
			rows[k] = &sums{}
		}
		return rows[k]
	}
	for _, a := range b.accounts {
		for d := b.first; d <= b.last; d++ {
			h := a.heldOn[d-b.first]
			if h == nil {
				continue
			}
			owed, bucket := a.owedAtEnd(b, h.currency, d), b.bucketOn(a, d)
			if owed <= 0 {
				continue
			}
			home := domain{h.portfolio, h.currency}
			now := at(key{d, home, bucket})
			now.open++
			now.openAmount += owed
			if d == b.last || bucket < 0 || !a.dpdOn[d+1-b.first].isStatedThen {
				continue
			}
			next := at(key{d + 1, home, bucket})
			next.restated++
			next.restatedAmount += owed
			if became := b.bucketOn(a, d+1); became > bucket {
				next.rolled++
				next.rolledAmount += owed
			} else if became == 0 && bucket > 0 {
				next.cured++
				next.curedAmount += owed
			}
		}
	}
	t := newTable("aging_days", "as_of", "portfolio", "currency", "aging_bucket")
	for k, s := range rows {
		row := map[string]any{
			"as_of": k.date.String(), "portfolio": k.portfolio, "currency": k.currency,
			"aging_bucket": b.bucketName(k.bucket), "open_accounts": s.open, "open_amount": s.openAmount,
			"restated_accounts": s.restated, "restated_amount": s.restatedAmount,
			"rolled_accounts": s.rolled, "rolled_amount": s.rolledAmount,
			"cured_accounts": s.cured, "cured_amount": s.curedAmount,
			"roll_rate": ratio(s.rolled, s.restated), "cure_rate": ratio(s.cured, s.restated),
		}
		if k.bucket == 0 {
			row["cure_rate"] = nil
		}
		row["bucket_number"] = nil
		if k.bucket >= 0 {
			row["bucket_number"] = int64(k.bucket)
		}
		t.add(row)
	}
	return t.done()
}
