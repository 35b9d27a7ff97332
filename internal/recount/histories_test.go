package recount_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

// largeEvery is how often a history is a large one, with thousands of accounts.
const largeEvery = 100

// busyEvery is how often accounts are worked so much that channels wear off.
const busyEvery = 6

// scope says how large an operation is, and what its exports must not do.
type scope struct {
	accounts int
	days     int // of events
	nights   int
	isBusy   bool
	// isPlain leaves out what tells apart exports that should say the same: files that grow under one name and lose their
	// past, and midnights, which are dates only if the whole file has no time of day.
	isPlain bool
}

// world is an operation while its history is invented.
type world struct {
	*rand.Rand
	scope
	settings   recount.Settings
	zone       *time.Location
	first      time.Time // midnight of day 0, in UTC
	nights     []night
	collectors []string
	channels   []string // likely ones are there several times
	sources    []*source
	numbers    map[string]int // the last one given, by prefix
	dateShares map[string]int // once in so many times a column states a plain date
	isStrict   bool           // one jurisdiction, which is closed on the day after the board's date
}

// night is one of the runs: exports are written on a day, boards stand at another.
type night struct{ day, asOf int }

// newHistory invents the exports of an operation. The same seed gives the same history.
func newHistory(seed uint64) recount.History {
	random := rand.New(rand.NewPCG(seed, 3))
	size := scope{
		accounts: 20 + random.IntN(20), days: 40 + random.IntN(26), nights: 1 + (random.IntN(8)+3)/4,
	}
	switch {
	case seed%largeEvery == largeEvery-1:
		size.accounts, size.nights = 3000+random.IntN(500), 2
	case seed%busyEvery == busyEvery-1:
		size.accounts, size.isBusy = 50+random.IntN(10), true
	}
	return inventHistory(seed, size)
}

func inventHistory(seed uint64, size scope) recount.History {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 4)), scope: size, numbers: map[string]int{}, dateShares: map[string]int{}}
	w.first = w.inventStart()
	w.inventNights()
	w.settings = w.inventSettings()
	w.zone = must(time.LoadLocation(w.settings.TimeZone))
	w.inventCollectors()
	w.inventAccounts()
	w.inventTargets()
	w.inventReceivables()
	return recount.History{Seed: seed, Settings: w.settings, Nights: w.export()}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// isLarge reports whether the operation has thousands of accounts, of which each has less to tell.
func (w *world) isLarge() bool { return w.accounts > 1000 }

// chance is true once in n times.
func (w *world) chance(n int) bool { return w.IntN(n) == 0 }

func pick[T any](w *world, values ...T) T { return values[w.IntN(len(values))] }

func (w *world) nextID(prefix string) string {
	w.numbers[prefix]++
	return fmt.Sprintf("%s%04d", prefix, w.numbers[prefix])
}

// inventStart returns the first day. Half of the operations see the clocks change.
func (w *world) inventStart() time.Time {
	if w.chance(2) {
		return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, w.IntN(400))
	}
	change := pick(w, time.Date(2025, 3, 30, 0, 0, 0, 0, time.UTC), time.Date(2025, 10, 26, 0, 0, 0, 0, time.UTC),
		time.Date(2025, 4, 6, 0, 0, 0, 0, time.UTC), time.Date(2025, 9, 28, 0, 0, 0, 0, time.UTC))
	return change.AddDate(0, 0, -w.days/2-w.IntN(w.days/3))
}

func (w *world) inventNights() {
	last := w.days - 1 - w.IntN(3)
	days := []int{last}
	for len(days) < w.scope.nights {
		days = append(days, max(10, last-w.IntN(25)))
	}
	slices.Sort(days)
	for _, day := range days {
		asOf := day
		switch {
		case w.chance(6):
			asOf -= w.IntN(4) // what is exported already does not count yet
		case w.chance(6):
			// A month's end, whose figures stay.
			asOf -= w.date(day).Day()
		}
		w.nights = append(w.nights, night{day: day, asOf: max(asOf, 5)})
	}
}

// date returns the date of a day as a midnight in UTC.
func (w *world) date(day int) time.Time { return w.first.AddDate(0, 0, day) }

func (w *world) dateText(day int) string { return w.date(day).Format(time.DateOnly) }

// moment returns when something happened on a day, for a column that states it: a plain date or an instant, mostly in
// working hours. Some operations write only one of the two; a column of a file without any time of day holds dates.
func (w *world) moment(column string, day int) string {
	if w.dateShares[column] == 0 {
		w.dateShares[column] = pick(w, 1, 2, 5, 1_000_000)
		if w.isPlain {
			w.dateShares[column] = pick(w, 1, 1_000_000)
		}
	}
	if w.chance(w.dateShares[column]) {
		return w.dateText(day)
	}
	var hour, minute, second int
	switch w.IntN(12) {
	case 0:
		hour, minute, second = 23, 59, pick(w, 0, 59)
	case 1:
		hour, minute, second = 0, w.IntN(2), pick(w, 0, 1)
	case 2:
		hour, minute = w.IntN(24), w.IntN(60)
	case 3:
		hour = pick(w, 7, 8, 15, 19, 20, 21) // the limits of contact hours
	default:
		hour, minute = 8+w.IntN(11), 15*w.IntN(4)
	}
	year, month, date := w.date(day).Date()
	at := time.Date(year, month, date, hour, minute, second, 0, w.zone).UTC()
	if w.isPlain && at.Format(time.TimeOnly) == "00:00:00" {
		at = at.Add(time.Minute)
	}
	return at.Format(time.RFC3339)
}

// cents is an amount of up to limit, with cents, rarely with a tenth of one.
func (w *world) cents(limit int) int64 {
	amount := int64(1+w.IntN(limit)) * 10_000
	switch w.IntN(4) {
	case 0:
		amount -= int64(w.IntN(100)) * 100
	case 1:
		amount = max(amount/500_000*500_000, 500_000) // round ones, so that some are equal
	}
	if w.chance(30) {
		amount += int64(w.IntN(100))
	}
	return amount
}

// money writes ten-thousandths with a point.
func money(amount int64) string {
	sign := ""
	if amount < 0 {
		sign, amount = "-", -amount
	}
	text := fmt.Sprintf("%s%d.%04d", sign, amount/10_000, amount%10_000)
	return strings.TrimSuffix(text, "00")
}

// copied returns a row with some columns set anew.
func copied(row recount.Row, changes recount.Row) recount.Row {
	other := recount.Row{}
	for name, text := range row {
		other[name] = text
	}
	for name, text := range changes {
		other[name] = text
	}
	return other
}
