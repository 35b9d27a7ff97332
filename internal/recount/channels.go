package recount

// number gives every action its attempt number: how many on the same account and channel lie in the fatigue days up to
// its date, itself the last.
func (b *book) number() {
	for _, a := range b.accounts {
		for n, i := range a.interactions {
			if !i.isAction {
				continue
			}
			for _, before := range a.interactions[:n+1] {
				if before.isAction && before.channel == i.channel && i.at.date-before.at.date < day(b.settings.FatigueDays) {
					i.attempt++
				}
			}
			i.attempt = max(1, min(i.attempt, 5))
		}
	}
}

func (b *book) channelPeriods() Table {
	type key struct{ collector, portfolio, channel string }
	type counts struct {
		levels        [6]int64 // at least that level
		matured, paid int64
	}
	t := newTable("channel_periods", "period", "as_of", "collector_id", "portfolio", "channel")
	for asOf := b.first; asOf <= b.last; asOf++ {
		for _, isMonth := range []bool{false, true} {
			sums := map[key]*counts{}
			at := func(i *interaction) *counts {
				k := key{orNone(i.collector), i.portfolio, i.channel}
				if sums[k] == nil {
					sums[k] = &counts{}
				}
				return sums[k]
			}
			shift := day(b.settings.PaymentDays)
			for d := periodFrom(isMonth, asOf); d <= asOf; d++ {
				for _, i := range b.actionsOn[d] {
					for level := 0; level <= i.level; level++ {
						at(i).levels[level]++
					}
				}
				for _, i := range b.actionsOn[d-shift] {
					at(i).matured++
					if i.isPaid {
						at(i).paid++
					}
				}
			}
			for k, c := range sums {
				t.add(map[string]any{
					"period": map[bool]string{false: "day", true: "month"}[isMonth], "as_of": asOf.String(),
					"collector_id": k.collector, "portfolio": k.portfolio, "channel": k.channel,
					"actions": c.levels[0], "delivered": c.levels[delivered], "opened": c.levels[opened],
					"third_party_contact": c.levels[thirdPartyContact], "debtor_contact": c.levels[debtorContact],
					"promise": c.levels[promised], "reaction_ratio": ratio(c.levels[debtorContact], c.levels[0]),
					"matured_actions": c.matured, "paid_actions": c.paid, "payment_ratio": ratio(c.paid, c.matured),
				})
			}
		}
	}
	return t.done()
}

// tries counts actions and the reactions to them.
type tries struct{ actions, reactions int64 }

func (t tries) with(i *interaction) tries {
	t.actions++
	if i.reachesDebtor() {
		t.reactions++
	}
	return t
}

type attemptKey struct {
	month   day
	channel string
	attempt int
}

func (b *book) attempts() map[attemptKey]tries {
	out := map[attemptKey]tries{}
	for _, i := range b.interactions {
		if i.isAction {
			k := attemptKey{i.at.date.monthStart(), i.channel, i.attempt}
			out[k] = out[k].with(i)
		}
	}
	return out
}

func (b *book) channelAttempts() Table {
	t := newTable("channel_attempts", "month", "channel", "attempt_number")
	for k, c := range b.attempts() {
		t.add(map[string]any{
			"month": k.month.String(), "channel": k.channel, "attempt_number": int64(k.attempt),
			"actions": c.actions, "reactions": c.reactions, "reaction_ratio": ratio(c.reactions, c.actions),
		})
	}
	return t.done()
}

type wearKey struct {
	month   day
	channel string
}

// wear is the attempt at which each channel has worn off in each month it was used, 0 for none.
func (b *book) wear() map[wearKey]int {
	attempts := b.attempts()
	out := map[wearKey]int{}
	for k := range attempts {
		worn := 0
		first := attempts[attemptKey{k.month, k.channel, 1}]
		for n := 5; n > 1; n-- {
			later := attempts[attemptKey{k.month, k.channel, n}]
			if first.actions >= 30 && later.actions >= 30 && 2*later.reactions*first.actions < first.reactions*later.actions {
				worn = n
			}
		}
		out[wearKey{k.month, k.channel}] = worn
	}
	return out
}

func (b *book) channelWear() Table {
	t := newTable("channel_wear", "month", "channel")
	attempts := b.attempts()
	for k, worn := range b.wear() {
		first := attempts[attemptKey{k.month, k.channel, 1}]
		row := map[string]any{
			"month": k.month.String(), "channel": k.channel, "first_actions": first.actions,
			"first_reaction_ratio": ratio(first.reactions, first.actions), "worn_at_attempt": nil, "worn_actions": nil,
			"worn_reaction_ratio": nil,
		}
		if worn > 0 {
			last := attempts[attemptKey{k.month, k.channel, worn}]
			row["worn_at_attempt"], row["worn_actions"] = int64(worn), last.actions
			row["worn_reaction_ratio"] = ratio(last.reactions, last.actions)
		}
		t.add(row)
	}
	return t.done()
}

func (b *book) channelHours() Table {
	type key struct {
		month         day
		channel       string
		weekday, hour int
	}
	sums := map[key]tries{}
	for _, i := range b.interactions {
		if i.isAction && i.at.timed {
			k := key{i.at.date.monthStart(), i.channel, i.at.date.weekday(), i.at.seconds / 3600}
			sums[k] = sums[k].with(i)
		}
	}
	t := newTable("channel_hours", "month", "channel", "weekday", "hour")
	for k, c := range sums {
		t.add(map[string]any{
			"month": k.month.String(), "channel": k.channel, "weekday": int64(k.weekday), "hour": int64(k.hour),
			"actions": c.actions, "reactions": c.reactions, "reaction_ratio": ratio(c.reactions, c.actions),
		})
	}
	return t.done()
}
