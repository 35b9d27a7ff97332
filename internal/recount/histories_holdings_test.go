package recount_test

import (
	"fmt"
	"strconv"

	"github.com/recaudo/recaudo/internal/recount"
)

// debt is an account while its days are told.
type debt struct {
	id, debtor          string
	portfolio, currency string // as the account has them; "" says nothing
	isListed            bool   // in weekly lists, not by intervals
	every               int    // days between the lists

	balance   int64 // what the operation believes is owed
	pastDue   int   // on day 0
	holder    string
	isHeld    bool
	since     int // first day of the holding
	statement recount.Row
	planned   map[int][]func()
	tries     map[string]int // by channel
}

// Dates of the lists of assignments: before the first one nothing is known.
const firstList = 2

func (w *world) inventCollectors() {
	collectors := w.source("collectors", "collectors", "growing", "delta")
	number := 4 + w.IntN(5)
	if w.isLarge() {
		number = 40
	}
	for i := range number {
		w.collectors = append(w.collectors, fmt.Sprintf("c%02d", i))
	}
	for i, id := range w.collectors {
		if i == 0 || w.chance(8) {
			continue // known from assignments and events alone
		}
		row := recount.Row{
			"collector_id": id, "collector_name": pick(w, "Ana Gil", "Ana Gil", "Luz Paz", "Eva Sol", "Juan "+id),
		}
		if !w.chance(8) {
			row["team"] = w.team()
		}
		if w.chance(4) {
			delete(row, "collector_name")
		}
		if w.chance(3) {
			row["active_from"] = w.dateText(w.IntN(20) - 10)
			if w.chance(2) {
				moved := copied(row, recount.Row{"active_from": w.dateText(15 + w.IntN(w.days-15)), "team": w.team()})
				collectors.state(w, 0, 0, moved)
			}
		}
		collectors.state(w, 0, 0, row)
		for w.chance(3) {
			day := w.IntN(w.days)
			row = copied(row, recount.Row{"team": w.team()})
			collectors.state(w, day, 0, row)
		}
	}
}

func (w *world) team() string {
	if w.isLarge() {
		return fmt.Sprintf("team %d", w.IntN(6))
	}
	return pick(w, "north", "south", "south")
}

func (w *world) inventAccounts() {
	every := pick(w, 7, 7, 7, 7, 3, 1)
	if w.isLarge() {
		every = 7
	}
	w.source("intervals", "assignments", "delta", "delta", "growing", "all")
	w.source("lists", "assignments", "delta", "delta", "all", "by date")
	w.source("accounts", "accounts", "all", "delta")
	w.source("interactions", "interactions", "delta", "growing", "overlap", "all")
	w.source("payments", "payments", "delta", "growing", "overlap", "all")
	if w.chance(3) {
		w.source("messages", "interactions", "delta", "growing", "overlap")
	}
	if w.chance(3) {
		w.source("bank", "payments", "delta", "growing", "overlap")
	}
	if w.settings.PromisesFromExport {
		w.source("promises", "promises", "delta", "delta", "growing", "overlap")
	}
	skipped := w.IntN(w.days) // one list is missing
	for i := range w.accounts {
		d := &debt{
			id: fmt.Sprintf("A%03d", i), debtor: fmt.Sprintf("D%03d", w.IntN(w.accounts*3/4+1)), every: every,
			portfolio: pick(w, "", "retail", "retail", "cards"), currency: pick(w, "", "", "COP", "USD"),
			isListed: w.chance(2), balance: w.cents(pick(w, 60, 1000, 5000)), pastDue: w.IntN(110) - 15,
			planned: map[int][]func(){}, tries: map[string]int{},
		}
		if w.chance(12) {
			d.balance = 0
		}
		w.describe(d)
		start := w.IntN(12) - 6
		if w.chance(5) {
			start = w.IntN(w.days)
		}
		for day := start; day < w.days; day++ {
			w.assign(d, day, start)
			if d.isListed && d.isHeld && day >= firstList && (day-firstList)%every == 0 && day/every != skipped/every {
				w.list(d, day)
			}
			if day >= 0 {
				w.live(d, day)
			}
		}
	}
}

// describe puts an account into the accounts export, if it is there.
func (w *world) describe(d *debt) {
	if w.chance(3) {
		return
	}
	row := recount.Row{"account_id": d.id, "portfolio": d.portfolio, "currency": d.currency}
	if !w.chance(4) {
		row["debtor_id"] = d.debtor
	}
	if !w.chance(3) {
		row["debtor_type"] = pick(w, "person", "person", "company")
	}
	if w.chance(3) {
		row["time_zone"] = pick(w, "America/New_York", "America/Santiago", "Pacific/Auckland", "Nowhere/Land")
	}
	if !w.isStrict && w.chance(2) {
		row["jurisdiction"] = pick(w, "CO", "US", "CL", "XX")
	}
	accounts := w.source("accounts", "accounts")
	accounts.state(w, 0, 0, row)
	if w.chance(8) {
		accounts.state(w, w.IntN(w.days), 0, copied(row, recount.Row{"debtor_type": "company", "portfolio": "cards"}))
	}
}

// assign lets an account change hands now and then, go, and come back.
func (w *world) assign(d *debt, day, start int) {
	switch {
	case day == start:
		w.hold(d, day, w.someone())
	case !d.isHeld:
		if w.chance(9) {
			w.hold(d, day, pick(w, d.holder, w.someone())) // the same or another
		}
	case w.chance(60):
		w.release(d, day)
		d.isHeld = false
	case w.chance(25):
		if w.chance(2) {
			w.release(d, day+pick(w, 0, 0, 0, 1, 3)) // sometimes later than the next one begins
		}
		w.hold(d, day, w.someone())
	case w.chance(90):
		w.hold(d, day, d.holder) // placed again
	}
}

// someone is a collector, rarely nobody.
func (w *world) someone() string {
	if w.chance(20) {
		return ""
	}
	return pick(w, w.collectors...)
}

// assignment is what every statement of an assignment says.
func (w *world) assignment(d *debt, day int) recount.Row {
	row := recount.Row{
		"account_id": d.id, "collector_id": d.holder, "assigned_amount": money(w.misstated(d)), "portfolio": d.portfolio,
		"currency": d.currency,
	}
	if w.chance(12) {
		row["portfolio"] = pick(w, "retail", "cards", "third")
	}
	if w.chance(25) {
		row["currency"] = pick(w, "COP", "USD")
	}
	if w.chance(15) {
		delete(row, "assigned_amount") // only who holds it
	}
	if w.chance(4) {
		row["debtor_id"] = d.debtor
	}
	if !w.chance(5) {
		late := d.pastDue + day
		if d.balance <= 0 || w.chance(10) {
			late = pick(w, 0, -3, 12)
		}
		row["days_past_due"] = strconv.Itoa(late)
	}
	return row
}

// misstated is the balance as exports have it: often a payment is missing in it.
func (w *world) misstated(d *debt) int64 {
	if w.chance(6) {
		return w.cents(800)
	}
	return max(d.balance, 0)
}

func (w *world) hold(d *debt, day int, holder string) {
	d.holder, d.isHeld, d.since = holder, true, day
	if d.isListed {
		return
	}
	row := w.assignment(d, day)
	row["assigned_at"] = w.moment("assigned_at", day)
	if w.chance(20) {
		row["unassigned_at"] = w.moment("unassigned_at", day+w.IntN(30)) // a planned end, sometimes of the same day
	}
	d.statement = row
	w.source("intervals", "assignments").state(w, day, day, row)
}

// release states the end of an interval, which corrects the row that began it.
func (w *world) release(d *debt, day int) {
	if d.isListed || d.statement == nil {
		return
	}
	row := copied(d.statement, recount.Row{"unassigned_at": w.moment("unassigned_at", day)})
	w.source("intervals", "assignments").state(w, day, day, row)
}

// list states an account as the full list of a date has it.
func (w *world) list(d *debt, day int) {
	if w.chance(15) {
		return // forgotten
	}
	lists := w.source("lists", "assignments")
	row := w.assignment(d, day)
	row["as_of_date"] = w.dateText(day)
	lists.state(w, day, day, row)
	if another := w.someone(); another > d.holder && w.chance(30) {
		// Two hold it at once, each in a currency of its own. The later line has the greater id, as the program looks at
		// that and not at lines.
		lists.state(w, day, day, copied(row, recount.Row{"collector_id": another, "currency": pick(w, "COP", "USD")}))
		return
	}
	if w.chance(60) {
		lists.state(w, day+w.IntN(8), day, copied(row, recount.Row{"assigned_amount": money(w.cents(900))}))
	}
}
