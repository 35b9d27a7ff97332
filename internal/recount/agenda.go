package recount

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
)

// reasons to work an account, in the order that counts among equal points.
var reasons = []string{"promise_due", "promise_broken", "never_contacted", "idle", "high_value", "channel_worn"}

// task is an account that may come on the agenda.
type task struct {
	account    *account
	collector  string
	currency   string
	open       Money
	reasons    []string
	score      int
	mainReason string
	due        day // of the promise behind promise_due or promise_broken, endless for none
	choice     choice
	others     int // accounts of the debtor that might be worked, itself among them
}

// agenda is what to do on the agenda's date.
func (b *book) agenda() Table {
	t := newTable("agenda", "account_id")
	planner := b.newPlanner()
	best := map[string]*task{}
	count := map[string]int{}
	for _, one := range b.openTasks(planner.date) {
		b.addReasons(one, planner)
		if len(one.reasons) == 0 {
			continue
		}
		choice, ok := planner.choose(one.account)
		if !ok {
			continue
		}
		one.choice = choice
		debtor := one.account.debtor
		count[debtor]++
		if old := best[debtor]; old == nil || one.standsBefore(old) {
			best[debtor] = one
		}
	}
	byCollector := map[string][]*task{}
	for debtor, one := range best {
		one.others = count[debtor]
		byCollector[one.collector] = append(byCollector[one.collector], one)
	}
	for collector, tasks := range byCollector {
		slices.SortFunc(tasks, func(x, y *task) int {
			return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.due, y.due), cmp.Compare(y.open, x.open),
				cmp.Compare(x.account.id, y.account.id))
		})
		for _, one := range tasks[:min(len(tasks), b.settings.AgendaAccounts)] {
			row := map[string]any{
				"collector_id": collector, "account_id": one.account.id, "score": int64(one.score),
				"main_reason": one.mainReason, "debtor_accounts": int64(one.others),
				"suggested_channel": one.choice.channel, "attempt_number": int64(one.choice.attempt),
				"expected_reaction_ratio": one.choice.expectedFloat(), "contact_from": nil, "contact_until": nil,
			}
			if one.choice.hasHours {
				row["contact_from"], row["contact_until"] = clock(one.choice.from), clock(one.choice.until)
			}
			t.add(row)
		}
	}
	return t.done()
}

func (t *task) standsBefore(o *task) bool {
	return cmp.Or(cmp.Compare(o.score, t.score), cmp.Compare(o.open, t.open), cmp.Compare(t.account.id, o.account.id)) < 0
}

// openTasks are all accounts that a collector holds on the board's date and on the agenda's, open at the end of the
// former.
func (b *book) openTasks(agendaDate day) []*task {
	var out []*task
	for _, a := range b.accounts {
		h := a.held(b, b.last)
		if h == nil || h.collector == "" || a.holder(b, agendaDate) != h.collector {
			continue
		}
		if open := a.owedAtEnd(b, h.currency, b.last); open > 0 {
			out = append(out, &task{account: a, collector: h.collector, currency: h.currency, open: open, due: endless})
		}
	}
	b.markHighValue(out)
	return out
}

// markHighValue gives the largest of each collector's open accounts of a currency their reason.
func (b *book) markHighValue(tasks []*task) {
	share, ok := new(big.Rat).SetString(strconv.FormatFloat(b.settings.HighValueShare, 'f', -1, 64))
	if !ok {
		panic("recount: high value share")
	}
	groups := map[[2]string][]*task{}
	for _, t := range tasks {
		key := [2]string{t.collector, t.currency}
		groups[key] = append(groups[key], t)
	}
	for _, group := range groups {
		slices.SortFunc(group, func(x, y *task) int {
			return cmp.Or(cmp.Compare(y.open, x.open), cmp.Compare(x.account.id, y.account.id))
		})
		for n, t := range group {
			part := new(big.Rat).Mul(share, big.NewRat(int64(len(group)), 1))
			if part.Cmp(big.NewRat(int64(n), 1)) > 0 { // n < share × accounts: among the first ⌈share × accounts⌉
				t.reasons = append(t.reasons, "high_value")
			}
		}
	}
}

// addReasons finds why an account is to be worked, and scores it.
func (b *book) addReasons(t *task, planner *planner) {
	a := t.account
	holds := map[string]bool{}
	for _, reason := range t.reasons {
		holds[reason] = true
	}
	if n := len(a.promises); n > 0 {
		p := a.promises[n-1]
		canBeKept := p.due+day(b.settings.GraceDays) >= planner.date
		holds["promise_due"] = p.status == "pending" && p.due <= planner.date && canBeKept
		holds["promise_broken"] = p.status == "pending" && !canBeKept ||
			(p.status == "broken" || p.status == "partial") && b.last-p.judged < 30 && !a.wasReachedAfter(p.judged)
		if holds["promise_due"] || holds["promise_broken"] {
			t.due = p.due
		}
	}
	holds["never_contacted"] = !a.wasReachedAfter(b.first - 1)
	holds["idle"] = b.isIdle(a, b.last, b.settings.IdleDays, func(*interaction) bool { return true })
	holds["channel_worn"] = planner.isLastChannelWorn(a)
	t.reasons = nil
	most := 0
	for _, reason := range reasons {
		points := b.settings.AgendaPoints[reason]
		if !holds[reason] || points == 0 {
			continue
		}
		t.reasons = append(t.reasons, reason)
		t.score += points
		if points > most {
			most, t.mainReason = points, reason
		}
	}
}

// wasReachedAfter says whether an interaction on a later date has reached the debtor.
func (a *account) wasReachedAfter(d day) bool {
	return slices.ContainsFunc(a.interactions, func(i *interaction) bool { return i.at.date > d && i.reachesDebtor() })
}

func clock(seconds int) string {
	two := func(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }
	return two(seconds/3600) + ":" + two(seconds/60%60) + ":" + two(seconds%60)
}
