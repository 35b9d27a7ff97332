package recount

import "strconv"

// balance is what is owed on an account in one currency, by day since the book's first.
type balance struct{ start, end []Money }

// dpd is the days past due as last stated on a day.
type dpd struct {
	days         int
	isKnown      bool
	isStatedThen bool // on that very day
}

// weigh reckons an account's balances and days past due.
func (b *book) weigh(a *account) {
	n := b.last - b.first + 1
	a.balances = map[string]*balance{}
	a.dpdOn = make([]dpd, n)
	paid := map[string][]Money{}
	for _, s := range a.statements {
		if s.amount != nil && paid[s.currency] == nil {
			paid[s.currency] = make([]Money, n)
		}
	}
	for _, p := range a.payments {
		if list := paid[p.currency]; list != nil && p.counts() {
			list[p.at.date-b.first] += p.amount
		}
	}
	for currency, list := range paid {
		bal := &balance{make([]Money, n), make([]Money, n)}
		isStated, owed := false, Money(0)
		for d := range n {
			for _, s := range a.statements { // by version within a date: the last one stays
				if s.amount != nil && s.currency == currency && s.start == b.first+d {
					isStated, owed = true, *s.amount
				}
			}
			bal.start[d] = owed
			if isStated {
				owed -= list[d]
			}
			bal.end[d] = owed
		}
		a.balances[currency] = bal
	}
	last := dpd{}
	for d := range n {
		last.isStatedThen = false
		for _, s := range a.statements {
			if s.daysPastDue != nil && s.start == b.first+d {
				last = dpd{*s.daysPastDue, true, true}
			}
		}
		a.dpdOn[d] = last
	}
}

// owedAtStart is the balance at the start of a day, zero where none was ever stated.
func (a *account) owedAtStart(b *book, currency string, d day) Money {
	if bal := a.balances[currency]; bal != nil {
		return bal.start[d-b.first]
	}
	return 0
}

// owedAtEnd is the balance at the end of a day.
func (a *account) owedAtEnd(b *book, currency string, d day) Money {
	if bal := a.balances[currency]; bal != nil {
		return bal.end[d-b.first]
	}
	return 0
}

const unknownBucket = "unknown"

// bucketNumber orders aging buckets: 0 is current, -1 unknown.
func (b *book) bucketNumber(past dpd) int {
	switch {
	case !past.isKnown:
		return -1
	case past.days <= 0:
		return 0
	}
	for i, limit := range b.settings.BucketDays {
		if past.days <= limit {
			return i + 1
		}
	}
	return len(b.settings.BucketDays) + 1
}

func (b *book) bucketName(number int) string {
	limits := b.settings.BucketDays
	switch {
	case number < 0:
		return unknownBucket
	case number == 0:
		return "current"
	}
	low := 1
	if number > 1 {
		low = limits[number-2] + 1
	}
	if number > len(limits) {
		return strconv.Itoa(low) + "+"
	}
	return strconv.Itoa(low) + "-" + strconv.Itoa(limits[number-1])
}

// bucketOn is the aging bucket of an account on a day.
func (b *book) bucketOn(a *account, d day) int { return b.bucketNumber(a.dpdOn[d-b.first]) }

// band is the amount band of an amount.
func (b *book) band(m Money) string {
	if m <= 0 {
		return "0"
	}
	if len(b.limits) > 0 {
		low := Money(0)
		for _, high := range b.limits {
			if m < high {
				return plain(low) + "-" + plain(high)
			}
			low = high
		}
		return plain(low) + "+"
	}
	low := Money(1)
	for low*10 <= m {
		low *= 10
	}
	return plain(low) + "-" + plain(low*10)
}

// plain writes an amount without trailing zeros.
func plain(m Money) string {
	text := m.String()
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return text
}

func atoi(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}
