package recount

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// reasons to work an account, in the order that counts among equal points.
var reasons = []string{"promise_due", "promise_broken", "never_contacted", "idle", "high_value", "channel_worn"}

// task is an account that may come on the agenda.
type task struct {
	account    *account
	collector  string
	portfolio  string
	currency   string
	open       Money
	reasons    []string
	score      int
	mainReason string
	promise    *promise // among the reasons
	due        day      // of that promise, endless for none
	choice     choice
	others     int // accounts of the debtor that might be worked, itself among them
}

// agenda is what to do on the agenda's date.
func (b *book) agenda() Table {
	t := newTable("agenda", "agenda_date", "collector_id", "agenda_rank")
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
		for n, one := range tasks[:min(len(tasks), b.settings.AgendaAccounts)] {
			row := b.agendaRow(one, planner.date)
			row["agenda_date"], row["collector_id"], row["agenda_rank"] = planner.date.String(), collector, int64(n+1)
			t.add(row)
		}
	}
	return t.done()
}

// agendaRow is what the agenda of a date says of an account.
func (b *book) agendaRow(one *task, date day) map[string]any {
	a := one.account
	row := map[string]any{
		"collector_name": b.name(one.collector), "team": b.team(one.collector, date),
		"account_id": a.id, "debtor_id": a.debtor, "debtor_accounts": int64(one.others),
		"portfolio": one.portfolio, "currency": one.currency, "open_amount": one.open,
		"aging_bucket": b.bucketName(b.bucketOn(a, b.last)), "days_past_due": nil,
		"score": int64(one.score), "main_reason": one.mainReason, "reasons": b.withPoints(one.reasons),
		"suggested_channel": one.choice.channel, "attempt_number": int64(one.choice.attempt),
		"expected_reaction_ratio": one.choice.expectedFloat(), "contact_from": nil, "contact_until": nil,
		"time_zone":  b.clock(a).String(),
		"promise_id": nil, "promise_due_date": nil, "promised_amount": nil, "promise_currency": nil,
		"last_action_date": nil, "last_action_channel": nil, "last_contact_date": nil,
	}
	if past := a.dpdOn[b.last-b.first]; past.isKnown {
		row["days_past_due"] = int64(past.days)
	}
	if one.choice.hasHours {
		row["contact_from"], row["contact_until"] = clock(one.choice.from), clock(one.choice.until)
	}
	if p := one.promise; p != nil {
		row["promise_id"], row["promise_due_date"] = p.id, p.due.String()
		row["promised_amount"], row["promise_currency"] = p.amount, p.currency
	}
	for _, i := range a.interactions {
		if i.isAction {
			row["last_action_date"], row["last_action_channel"] = i.at.date.String(), i.channel
		}
		if i.reachesDebtor() {
			row["last_contact_date"] = i.at.date.String()
		}
	}
	return row
}

// withPoints lists reasons, those with most points first.
func (b *book) withPoints(all []string) string {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(x, y string) int {
		return cmp.Compare(b.settings.AgendaPoints[y], b.settings.AgendaPoints[x])
	})
	for n, reason := range sorted {
		sorted[n] = reason + " " + strconv.Itoa(b.settings.AgendaPoints[reason])
	}
	return strings.Join(sorted, ", ")
}

func (t *task) standsBefore(o *task) bool {
	return cmp.Or(cmp.Compare(o.score, t.score), cmp.Compare(o.open, t.open), cmp.Compare(t.account.id, o.account.id)) < 0
}

// openTasks are all accounts that a collector holds from the board's date to the agenda's, open at the end of the former.
func (b *book) openTasks(agendaDate day) []*task {
	var out []*task
	for _, a := range b.accounts {
		h := a.held(b, b.last)
		if h == nil || h.collector == "" || h.end <= agendaDate {
			continue
		}
		if open := a.owedAtEnd(b, h.currency, b.last); open > 0 {
			out = append(out, &task{
				account: a, collector: h.collector, portfolio: h.portfolio, currency: h.currency, open: open, due: endless,
			})
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
		points := b.settings.AgendaPoints
		if holds["promise_due"] && points["promise_due"] > 0 || holds["promise_broken"] && points["promise_broken"] > 0 {
			t.promise, t.due = p, p.due
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
