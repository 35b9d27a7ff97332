package recount_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

// shapesDiffer are the columns and marts that tell intervals from daily lists that say the same. An interval knows when
// it began, what stands in the first list does not; and a list states the balance anew every day.
var (
	shapesDifferColumns = []string{
		"median_days_to_first_action", "median_days_to_first_contact", "untouched_accounts",
	}
	shapesDifferMarts = []string{"marts.account_timeline"}
)

// TestAssignmentShapes states the same holdings as intervals and as a full list of every day.
func TestAssignmentShapes(t *testing.T) {
	for seed := range uint64(*metamorphoses) {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			intervals, lists := inventShapes(seed)
			a, b := published(t, intervals, form{isAtOnce: true}), published(t, lists, form{isAtOnce: true})
			for _, name := range shapesDifferMarts {
				delete(a, name)
				delete(b, name)
			}
			if differences := differencesBetween(a, b, shapesDifferColumns...); len(differences) > 0 {
				t.Errorf("%d rows differ; with - those of intervals, with + those of lists\n%s\n%s%s", len(differences),
					shortened(differences), describe(intervals), describe(lists))
			}
		})
	}
}

// inventShapes invents an operation whose exports agree with each other: every day's list states the balance that
// follows from the payments.
func inventShapes(seed uint64) (intervals, lists recount.History) {
	const days, accounts = 50, 8
	w := &world{
		Rand: rand.New(rand.NewPCG(seed, 7)), scope: scope{accounts: accounts, days: days, isPlain: true},
		numbers: map[string]int{}, dateShares: map[string]int{},
	}
	w.first = w.inventStart()
	w.settings = w.inventSettings()
	w.settings.PromisesFromExport = true // so that nobody answers promises with payments of their own
	w.zone = must(time.LoadLocation(w.settings.TimeZone))
	for i := range 4 {
		w.collectors = append(w.collectors, fmt.Sprintf("c%d", i))
	}
	held, listed := &source{name: "held", entity: "assignments"}, &source{name: "listed", entity: "assignments"}
	events := []*source{
		w.source("payments", "payments", "all"), w.source("interactions", "interactions", "all"),
	}
	// A list without accounts is no list: this one is always there.
	always := recount.Row{"account_id": "Z", "collector_id": "c0", "assigned_at": w.dateText(0), "assigned_amount": "1.00"}
	held.statements = append(held.statements, statement{row: always})
	for day := range days {
		listed.statements = append(listed.statements, statement{row: recount.Row{
			"account_id": "Z", "collector_id": "c0", "as_of_date": w.dateText(day), "assigned_amount": "1.00",
		}})
	}
	for i := range accounts {
		w.inventShape(&debt{
			id: fmt.Sprintf("A%d", i), portfolio: pick(w, "", "retail"), currency: "COP", planned: map[int][]func(){},
		}, held, listed)
	}
	w.settings.PromisesFromExport = false
	asOf, exportedAt := w.dateText(days-1), w.exportTime(days)
	write := func(assignments *source) recount.History {
		var files []recount.File
		for _, source := range append([]*source{assignments}, events...) {
			files = append(files, recount.File{
				Name: source.name, Source: source.name, Entity: source.entity, ExportedAt: exportedAt,
				Rows: rowsOf(source.statements),
			})
		}
		return recount.History{Seed: seed, Settings: w.settings, Nights: []recount.Night{{AsOf: asOf, Files: files}}}
	}
	return write(held), write(listed)
}

// inventShape gives an account holdings, which both sources state, and events.
func (w *world) inventShape(d *debt, held, listed *source) {
	balance := w.cents(2000)
	var current recount.Row
	end := func(day int) {
		if current != nil {
			current["unassigned_at"] = w.dateText(day)
			current = nil
		}
	}
	for day := w.IntN(w.days / 2); day < w.days; day++ {
		d.balance = balance
		switch {
		case current == nil && (d.holder == "" || w.chance(5)), current != nil && w.chance(15):
			end(day)
			for before := d.holder; d.holder == before; { // to lists, who goes on has never ended
				d.holder = pick(w, w.collectors...)
			}
			current = recount.Row{
				"account_id": d.id, "collector_id": d.holder, "assigned_at": w.dateText(day), "assigned_amount": money(balance),
				"portfolio": d.portfolio, "days_past_due": "",
			}
			held.statements = append(held.statements, statement{row: current})
		case current != nil && w.chance(25):
			end(day)
		}
		if current != nil {
			listed.statements = append(listed.statements, statement{row: recount.Row{
				"account_id": d.id, "collector_id": d.holder, "as_of_date": w.dateText(day), "assigned_amount": money(balance),
				"portfolio": d.portfolio,
			}})
		}
		for w.chance(3) {
			w.interact(d, day)
		}
		if w.chance(8) && balance > 0 {
			amount := min(balance, w.cents(300))
			w.source("payments", "payments").state(w, day, day, recount.Row{
				"payment_id": w.nextID("P"), "account_id": d.id, "paid_at": w.moment("paid_at", day), "amount": money(amount),
			})
			balance -= amount
		}
	}
}
