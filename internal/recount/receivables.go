package recount

import "cmp"

// receivable is what the books of a portfolio say of a month.
type receivable struct {
	month                                   day
	portfolio, currency                     string
	beginning, sales, ending, endingCurrent *Money
}

func (b *book) readReceivables(rows []stated) {
	for _, r := range rows {
		one := receivable{
			month: parseDay(r.Row["month"]), portfolio: r.Row["portfolio"],
			currency:  cmp.Or(r.Row["currency"], b.settings.Currency),
			beginning: maybeMoney(r.Row["beginning_receivable"]), sales: maybeMoney(r.Row["credit_sales"]),
			ending: maybeMoney(r.Row["ending_receivable"]), endingCurrent: maybeMoney(r.Row["ending_current"]),
		}
		if one.month <= b.last {
			b.receivables = append(b.receivables, one)
		}
	}
}

// cei is the collection effectiveness index of the Credit Research Foundation, NULL where a figure is missing or
// nothing was to be collected.
func cei(beginning, sales, ending, endingCurrent *Money, months int) any {
	if beginning == nil || sales == nil || ending == nil || endingCurrent == nil {
		return nil
	}
	due := float64(*beginning) + float64(*sales)/float64(months)
	if due == float64(*endingCurrent) {
		return nil
	}
	return (due - float64(*ending)) / (due - float64(*endingCurrent))
}
