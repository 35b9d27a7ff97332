package demo

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// nobody stands for a collector where a machine acted.
const nobody = -1

// interaction is one action, or one message or call from a debtor.
type interaction struct {
	serial    int // position in the export, 1 is the first
	account   int
	collector int // nobody for a machine
	day       int
	second    int // of the day
	channel   int
	isInbound bool
	outcome   outcome
	duration  int    // seconds, 0 where the channel has none
	refusal   string // "" if none was given

	promisedAmount centavos // 0 if nothing was promised
	promisedDay    int
}

// shift is when collectors work on a weekday, and how much.
type shift struct {
	fromHour, toHour int
	actions          float64 // of an average collector
	onCall           bool    // messages only
}

// shiftOn returns the working hours of a weekday, which are those that Colombia's law 2300 of 2023 allows. It forbids
// Sundays; the few messages that go out nevertheless are the sort of thing that a supervisor should find.
func shiftOn(weekday time.Weekday) shift {
	switch weekday {
	case time.Saturday:
		return shift{fromHour: 8, toHour: 15, actions: 38}
	case time.Sunday:
		return shift{fromHour: 9, toHour: 13, actions: 7, onCall: true}
	default:
		return shift{fromHour: 7, toHour: 19, actions: 61}
	}
}

// simulate runs an operation from its first day to its last.
func simulate(options Options, random *rand.Rand) *operation {
	op := newOperation(options, random)
	for day := range options.Days {
		if day == 0 || op.date(day).Weekday() == time.Monday {
			op.list(day)
		}
		op.work(day)
		op.collect(day)
	}
	return op
}

// work lets everybody act for one day. The interactions of the day are added in the order of time.
func (op *operation) work(day int) {
	hours := shiftOn(op.date(day).Weekday())
	first := len(op.interactions)
	for who := range op.collectors {
		op.workAs(who, day, hours)
	}
	op.automate(day, hours)
	op.answer(day, hours)
	today := op.interactions[first:]
	slices.SortStableFunc(today, func(a, b interaction) int { return cmp.Compare(a.second, b.second) })
	for i := range today {
		today[i].serial = first + i + 1
	}
}

// workAs lets one collector act for one day, on the accounts within the collector's reach.
func (op *operation) workAs(who, day int, hours shift) {
	const absence = 0.03
	person := op.collectors[who]
	held := op.held[who]
	worked := int(float64(len(held)) * person.reach)
	if worked == 0 || !hours.onCall && day < op.options.Days-1 && op.chance(absence) {
		return
	}
	actions := int(hours.actions * person.pace * op.between(0.85, 1.15))
	seconds := make([]int, actions)
	for i := range seconds {
		seconds[i] = op.secondIn(hours)
	}
	slices.Sort(seconds)
	for _, second := range seconds {
		number := held[op.random.IntN(worked)]
		if op.accounts[number].balance == 0 {
			continue
		}
		by := op.chooseChannel()
		if hours.onCall {
			by = whatsappChannel
		}
		op.act(interaction{account: number, collector: who, day: day, second: second, channel: by})
	}
}

// automate lets machines act: a voice bot calls around, and text messages go out in campaigns.
func (op *operation) automate(day int, hours shift) {
	if hours.onCall {
		return
	}
	count := op.options.Collectors * 6
	for range count {
		number := op.random.IntN(len(op.accounts))
		if target := op.accounts[number]; target.placement != listed || target.balance == 0 {
			continue
		}
		by := botChannel
		if op.chance(0.4) {
			by = smsChannel
		}
		op.act(interaction{account: number, collector: nobody, day: day, second: op.secondIn(hours), channel: by})
	}
}

// answer lets debtors get in touch by themselves; whoever holds the account takes the call.
func (op *operation) answer(day int, hours shift) {
	count := int(hours.actions * float64(op.options.Collectors) / 45)
	for range count {
		number := op.random.IntN(len(op.accounts))
		target := op.accounts[number]
		if target.placement != listed || target.balance == 0 {
			continue
		}
		by := callChannel
		if op.chance(0.6) {
			by = whatsappChannel
		}
		op.act(interaction{
			account: number, collector: target.holder, day: day, second: op.secondIn(hours), channel: by,
			isInbound: true,
		})
	}
}

// secondIn returns a moment within the working hours.
func (op *operation) secondIn(hours shift) int {
	return hours.fromHour*3600 + op.random.IntN((hours.toHour-hours.fromHour)*3600)
}

// chooseChannel returns a channel as often as its share says.
func (op *operation) chooseChannel() int {
	roll := op.random.Float64()
	for i, candidate := range channels {
		if roll -= candidate.share; roll < 0 {
			return i
		}
	}
	return callChannel
}

// act finds out how an interaction ends and records it.
func (op *operation) act(event interaction) {
	target := &op.accounts[event.account]
	event.outcome = op.react(event, target)
	if !event.isInbound {
		target.attempts[event.channel]++
	}
	if channels[event.channel].isSpoken {
		event.duration = 4 + op.random.IntN(30)
		if event.outcome.level > nothing {
			event.duration = 35 + op.random.IntN(380)
		}
	}
	if event.outcome.level == debtor && op.chance(0.45) {
		event.refusal = pick(op.random, refusals)
	}
	if event.outcome.level == promised {
		op.promise(&event, target)
	}
	op.interactions = append(op.interactions, event)
}

// react draws an outcome. Who answers depends on the debtor, the hour and how worn the channel is on this account;
// who promises depends on the collector, too.
func (op *operation) react(event interaction, target *account) outcome {
	const (
		renegotiation = 0.12
		wornOut       = 5 // attempts after which it gets no worse
	)
	possible := channels[event.channel].outcomes
	attempts := float64(min(target.attempts[event.channel], wornOut))
	answer := target.warmth / (1 + channels[event.channel].wear*attempts)
	if hour := event.second / 3600; hour >= 17 || hour == 12 {
		answer *= 1.35
	}
	skill := 0.8
	if event.collector != nobody {
		skill = op.collectors[event.collector].skill
	}
	weight := func(candidate outcome) float64 {
		switch {
		case event.isInbound && candidate.level < debtor:
			return 0
		case candidate.level == debtor:
			return candidate.weight * answer
		case candidate.level == promised:
			return candidate.weight * answer * skill
		default:
			return candidate.weight
		}
	}
	var total float64
	for _, candidate := range possible {
		total += weight(candidate)
	}
	roll := op.random.Float64() * total
	drawn := possible[len(possible)-1]
	for _, candidate := range possible {
		if roll -= weight(candidate); roll < 0 {
			drawn = candidate
			break
		}
	}
	if drawn.level == promised && event.day <= target.promiseUntil && !op.chance(renegotiation) {
		// Who has promised already is reminded of it; only some bargain for a new date.
		return outcome{word: "Contacto titular", level: debtor}
	}
	return drawn
}
