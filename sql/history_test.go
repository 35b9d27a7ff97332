package sqlfiles_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/recaudo/recaudo/transform"
)

const (
	historyDays     = 45
	historyAccounts = 24
	historyNights   = 3
	historyTeams    = 3
)

// rawEntities are the raw tables of a history, in the order in which a night loads them.
var rawEntities = []string{"collectors", "accounts", "assignments", "interactions", "payments", "promises"}

// historyChannels are those of a history, and of its agenda.
var historyChannels = []string{"call", "sms", "whatsapp", "visit"}

// fact is a version of a row of a raw table. A later one with the same key replaces it.
type fact struct {
	night  int  // that brings it, from 0
	isOdd  bool // it comes late, early or as a correction
	onTime int  // night that brings it if it does not count among the chosen odd ones, dropped if negative
	entity string
	key    string
	values map[string]string // by column; a missing one is NULL
}

// history is what happened in a small operation, and on which nights it became known.
type history struct {
	random *rand.Rand
	nights []int // business date of each night's board, in days since firstDate; never falling
	facts  []fact
	// killedAfter is the model after which the run of the last night is killed, before another one that succeeds.
	// Default is none.
	killedAfter transform.Relation
}

// newHistory invents a history: half of the accounts come as intervals that change hands, the other half in weekly
// snapshots; every kind of event now and then comes late, early or corrected.
func newHistory(seed uint64) *history {
	h := &history{random: rand.New(rand.NewPCG(seed, 2))}
	day := 20 + h.random.IntN(15)
	for range historyNights {
		h.nights = append(h.nights, day)
		day += h.random.IntN(6)
	}
	h.collectors()
	h.accounts()
	for account := range historyAccounts / 2 {
		h.intervals(accountID(account))
	}
	h.snapshots()
	for account := range historyAccounts {
		h.events(accountID(account))
	}
	h.chooseOdd()
	return h
}

func accountID(number int) string { return fmt.Sprintf("A%02d", number) }

func (h *history) anyAccount() string { return accountID(h.random.IntN(historyAccounts)) }

func (h *history) collector() string { return "c" + strconv.Itoa(h.random.IntN(6)) }

// debtor is one who has several accounts.
func (h *history) debtor() string { return "D" + strconv.Itoa(h.random.IntN(historyAccounts/3)) }

// chance is true once in n times.
func (h *history) chance(n int) bool { return h.random.IntN(n) == 0 }

func (h *history) amount(limit int) string { return strconv.Itoa(50 * (1 + h.random.IntN(limit/50))) }

// daysPastDue lies in any bucket, those that are not due yet included.
func (h *history) daysPastDue() string { return strconv.Itoa(h.random.IntN(120) - 10) }

// currency is the one of the account, which for a third of them is left to what they fall back on; rarely another.
func (h *history) currency(account string) string {
	if h.chance(20) {
		return "EUR"
	}
	return []string{"", "COP", "USD"}[account[len(account)-1]%3]
}

// nightOf returns the first night with a board of the given day, else the last one.
func (h *history) nightOf(day int) int {
	night := 0
	for night < len(h.nights)-1 && h.nights[night] < day {
		night++
	}
	return night
}

// add notes what happened on day.
func (h *history) add(day int, entity, key string, values map[string]string) {
	f := fact{night: h.nightOf(day), entity: entity, key: key, values: values}
	if h.chance(8) {
		f.isOdd, f.onTime, f.night = true, f.night, h.random.IntN(len(h.nights))
	}
	h.facts = append(h.facts, f)
}

// correct notes another version of what happened on day.
func (h *history) correct(day int, entity, key string, values map[string]string) {
	night := h.nightOf(day)
	night += h.random.IntN(len(h.nights) - night)
	h.facts = append(h.facts, fact{
		night: night, isOdd: true, onTime: -1, entity: entity, key: key, values: values,
	})
}

// chooseOdd leaves at most one odd fact to each night after the first and makes the others ordinary, so that most nights
// touch a few dates only: one that touches all of them proves nothing.
func (h *history) chooseOdd() {
	left := map[int]int{}
	for night := range h.nights {
		left[night] = h.random.IntN(2)
	}
	for _, i := range h.random.Perm(len(h.facts)) {
		f := &h.facts[i]
		if !f.isOdd || f.night == 0 {
			continue
		}
		if left[f.night]--; left[f.night] < 0 {
			f.night = f.onTime
		}
	}
	h.facts = slices.DeleteFunc(h.facts, func(f fact) bool { return f.night < 0 })
}

func dateText(day int) string { return firstDate.AddDate(0, 0, day).Format(time.DateOnly) }

// instantText is a plain date or an instant of the day's working hours, which in UTC may lie on the next date.
func (h *history) instantText(day int) string {
	if h.chance(2) {
		return dateText(day)
	}
	hour := 13 + h.random.IntN(14)
	return firstDate.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour).Format(time.DateTime)
}

// changed returns values with one column set anew.
func changed(values map[string]string, column, value string) map[string]string {
	other := map[string]string{}
	for name, text := range values {
		other[name] = text
	}
	other[column] = value
	return other
}

func (h *history) collectors() {
	for number := range 5 { // the sixth is known from events alone
		id := "c" + strconv.Itoa(number)
		values := map[string]string{
			"collector_id": id, "collector_name": "Name " + id, "team": fmt.Sprintf("t%d", h.random.IntN(historyTeams)),
		}
		if h.chance(3) {
			values["active_from"] = dateText(h.random.IntN(historyDays))
		}
		h.add(0, "collectors", id, values)
		if h.chance(20) {
			h.correct(0, "collectors", id, changed(values, "team", fmt.Sprintf("t%d", h.random.IntN(historyTeams))))
		}
	}
}

func (h *history) accounts() {
	for number := range historyAccounts {
		if !h.chance(3) {
			continue
		}
		id := accountID(number)
		values := map[string]string{"account_id": id, "currency": h.currency(id)}
		if h.chance(2) {
			values["portfolio"] = "west"
		}
		if h.chance(2) {
			values["debtor_type"] = []string{"person", "company"}[h.random.IntN(2)]
		}
		if h.chance(2) {
			values["debtor_id"] = h.debtor()
		}
		if h.chance(3) {
			values["time_zone"] = []string{"Pacific/Auckland", "America/Tijuana", "none"}[h.random.IntN(3)]
		}
		if h.chance(4) {
			values["jurisdiction"] = "Y"
		}
		h.add(0, "accounts", id, values)
		switch column := []string{"debtor_id", "jurisdiction", "time_zone", ""}[h.random.IntN(4)]; column {
		case "":
		case "debtor_id":
			h.correct(h.random.IntN(historyDays), "accounts", id, changed(values, column, h.debtor()))
		default:
			h.correct(h.random.IntN(historyDays), "accounts", id, changed(values, column, ""))
		}
	}
}

// intervals lets an account change hands now and then. A change closes the interval before it, which is a correction.
func (h *history) intervals(account string) {
	for day := h.random.IntN(15); day < historyDays; {
		values := map[string]string{
			"account_id": account, "collector_id": h.collector(), "assigned_at": h.instantText(day),
			"portfolio": []string{"north", "south", ""}[h.random.IntN(3)], "currency": h.currency(account),
		}
		if !h.chance(4) {
			values["assigned_amount"] = h.amount(1000)
		}
		if !h.chance(4) {
			values["days_past_due"] = h.daysPastDue()
		}
		if h.chance(2) {
			values["debtor_id"] = h.debtor()
		}
		key := account + "|" + values["collector_id"] + "|" + values["assigned_at"]
		h.add(day, "assignments", key, values)
		end := day + 1 + h.random.IntN(30)
		if h.chance(3) {
			break
		}
		h.correct(end, "assignments", key, changed(values, "unassigned_at", h.instantText(end)))
		day = end + h.random.IntN(4) - 1 // overlaps, follows or leaves a gap
	}
}

// snapshots lists the other accounts every week, each time without some of them and with some in other hands.
func (h *history) snapshots() {
	holders := map[string]string{}
	for day := h.random.IntN(5); day < historyDays; day += 7 {
		for number := historyAccounts / 2; number < historyAccounts; number++ {
			account := accountID(number)
			if holders[account] == "" || h.chance(8) {
				holders[account] = h.collector()
			}
			if h.chance(8) {
				continue
			}
			values := map[string]string{
				"account_id": account, "collector_id": holders[account], "as_of_date": dateText(day),
				"assigned_amount": h.amount(600), "currency": h.currency(account), "source": "snapshots",
				"days_past_due": h.daysPastDue(),
			}
			if h.chance(8) {
				values["debtor_id"] = h.debtor()
			}
			key := account + "|" + values["collector_id"] + "|" + values["as_of_date"]
			h.add(day, "assignments", key, values)
			if h.chance(20) {
				h.correct(day, "assignments", key, changed(values, "days_past_due", h.daysPastDue()))
			}
		}
	}
}

func (h *history) events(account string) {
	for day := range historyDays {
		switch h.random.IntN(14) {
		case 0, 1:
			h.interaction(account, day)
		case 2:
			h.payment(account, day, h.amount(400))
		case 3:
			h.promise(account, day)
		}
	}
}

func (h *history) nextID(prefix string) string { return prefix + strconv.Itoa(len(h.facts)) }

func (h *history) interaction(account string, day int) {
	id := h.nextID("I")
	values := map[string]string{
		"interaction_id": id, "account_id": account, "occurred_at": h.instantText(day),
		"channel":   historyChannels[h.random.IntN(len(historyChannels))],
		"direction": []string{"outbound", "outbound", "outbound", "inbound"}[h.random.IntN(4)],
		"reaction":  []string{"", "none", "delivered", "third_party_contact", "debtor_contact", "promise"}[h.random.IntN(6)],
	}
	if !h.chance(6) {
		values["collector_id"] = h.collector()
	}
	if h.chance(2) {
		values["cost_amount"], values["currency"] = h.amount(100), h.currency(account)
	}
	if h.chance(4) {
		values["reason_code"] = []string{"forgot", "unemployed", "dispute"}[h.random.IntN(3)]
	}
	if h.chance(3) {
		values["promised_amount"], values["promised_date"] = h.amount(300), h.dueText(day)
	}
	h.add(day, "interactions", id, values)
	if h.chance(6) {
		h.correct(day, "interactions", id, changed(values, "collector_id", h.collector()))
	} else if h.chance(6) {
		h.correct(day, "interactions", id, changed(values, "occurred_at", h.instantText(h.random.IntN(historyDays))))
	}
}

func (h *history) payment(account string, day int, amount string) {
	id := h.nextID("P")
	values := map[string]string{
		"payment_id": id, "account_id": account, "paid_at": h.instantText(day), "amount": amount,
		"currency": h.currency(account), "status": []string{"settled", "settled", "settled", "pending"}[h.random.IntN(4)],
	}
	h.add(day, "payments", id, values)
	if h.chance(6) {
		status := []string{"settled", "reversed", "failed"}[h.random.IntN(3)]
		h.correct(day, "payments", id, changed(values, "status", status))
	} else if h.chance(6) {
		h.correct(day, "payments", id, changed(values, "paid_at", h.instantText(h.random.IntN(historyDays))))
	} else if h.chance(8) {
		h.correct(day, "payments", id, changed(values, "account_id", h.anyAccount()))
	}
	if h.chance(5) {
		h.reversal(day, id, values)
	}
}

// reversal takes a payment back, a few days before it or later, now and then on another account; then it may turn out to
// be something else.
func (h *history) reversal(day int, id string, payment map[string]string) {
	back := max(day+h.random.IntN(18)-3, 0)
	reversal := map[string]string{
		"payment_id": "R" + id, "account_id": payment["account_id"], "paid_at": h.instantText(back),
		"amount": "-" + payment["amount"], "currency": payment["currency"], "status": "settled", "reverses_payment_id": id,
	}
	if h.chance(5) {
		reversal["account_id"] = h.anyAccount()
	}
	if h.chance(5) {
		delete(reversal, "reverses_payment_id")
	}
	h.add(back, "payments", "R"+id, reversal)
	if h.chance(2) {
		return
	}
	h.correct(back, "payments", "R"+id, []map[string]string{
		changed(reversal, "reverses_payment_id", ""),
		changed(reversal, "amount", payment["amount"]),
		changed(reversal, "account_id", h.anyAccount()),
		changed(reversal, "paid_at", h.instantText(h.random.IntN(historyDays))),
	}[h.random.IntN(4)])
}

// dueText is when a promise of day is due; one in twenty is due before it is made.
func (h *history) dueText(day int) string {
	if h.chance(20) {
		return dateText(day - 1 - h.random.IntN(8))
	}
	return dateText(day + h.random.IntN(12))
}

func (h *history) promise(account string, day int) {
	id := h.nextID("M")
	values := map[string]string{
		"promise_id": id, "account_id": account, "promised_at": h.instantText(day), "amount": h.amount(300),
		"due_date": h.dueText(day), "currency": h.currency(account),
	}
	if h.chance(2) {
		values["collector_id"] = h.collector()
	}
	h.add(day, "promises", id, values)
	if h.chance(2) {
		h.payment(account, day+h.random.IntN(12), values["amount"])
	}
	if h.chance(6) {
		h.correct(day, "promises", id, changed(values, "amount", h.amount(300)))
	} else if h.chance(6) {
		h.correct(day, "promises", id, changed(values, "due_date", h.dueText(day)))
	}
}
