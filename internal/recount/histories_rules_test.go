package recount_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

// reasons to work an account.
var reasons = []string{"promise_due", "promise_broken", "never_contacted", "idle", "high_value", "channel_worn"}

func (w *world) inventSettings() recount.Settings {
	settings := recount.Settings{
		TimeZone: pick(w, "America/Bogota", "America/Mexico_City", "Asia/Kolkata", "Europe/Madrid", "Europe/Madrid",
			"Pacific/Auckland"),
		Currency:            "COP",
		Attribution:         pick(w, "owner", "last_touch", "best_touch"),
		Jurisdiction:        pick(w, "", "CO", "US"),
		MinAssignedAccounts: 1 + w.IntN(6),
		GraceDays:           w.IntN(6),
		PromiseMinAmount:    pick(w, "0", "0", "80", "0.5"),
		TouchDays:           pick(w, 30, 30, 10, 3),
		PaymentDays:         pick(w, 7, 7, 3, 1),
		FatigueDays:         pick(w, 60, 60, 20, 7),
		IdleDays:            pick(w, 15, 5, 2),
		VisitDays:           pick(w, 60, 30, 10),
		BucketDays:          pick(w, []int{30, 60, 90}, []int{30, 60, 90}, []int{5}, []int{1, 15, 120}),
		AmountLimits:        pick(w, nil, nil, []string{"500", "2000"}, []string{"0.5", "250.75", "1000"}),
		PromisesFromExport:  w.chance(3),
		AgendaAccounts:      pick(w, 40, 40, 5, 2),
		HighValueShare:      pick(w, 0.2, 0.2, 0.5, 0.01, 0, 1),
		AgendaChannels: pick(w, []string{"call", "whatsapp", "sms", "email", "visit", "letter"},
			[]string{"sms", "call"}, []string{"visit", "voicebot", "whatsapp", "call"}, []string{"call"}),
		AgendaPoints: map[string]int{
			"promise_due": 100, "promise_broken": 80, "never_contacted": 60, "idle": 40, "high_value": 30, "channel_worn": 10,
		},
	}
	if w.chance(2) {
		for _, reason := range reasons {
			settings.AgendaPoints[reason] = 10 * w.IntN(4)
		}
	}
	if w.isBusy {
		settings.FatigueDays, settings.AgendaPoints["channel_worn"] = pick(w, 60, 30), 10
	}
	if w.isStrict = len(w.nights) > 0 && w.chance(5); w.isStrict {
		settings.Jurisdiction = "CO"
	}
	settings.ContactRules = w.inventContactRules(settings.Jurisdiction)
	if w.isStrict {
		settings.ContactRules = append(settings.ContactRules, w.closingRule(settings.AgendaChannels))
	}
	w.channels = w.inventChannels()
	return settings
}

// inventContactRules returns a few limits, one of them for the jurisdiction of accounts that state none.
func (w *world) inventContactRules(jurisdiction string) []recount.ContactRule {
	var rules []recount.ContactRule
	if jurisdiction != "" {
		rules = append(rules, w.inventContactRule("home", jurisdiction))
	}
	for i := range w.IntN(4) {
		rules = append(rules, w.inventContactRule(fmt.Sprintf("rule-%d", i), pick(w, "CO", "US", "CL")))
	}
	if len(rules) > 0 && w.chance(3) {
		// It was changed once.
		day := w.first.AddDate(0, 0, w.IntN(w.days))
		changed := w.inventContactRule(rules[0].Name, rules[0].Jurisdiction)
		rules[0].EffectiveFrom = ""
		rules[0].EffectiveTo, changed.EffectiveFrom = day.Format(time.DateOnly), day.AddDate(0, 0, 1).Format(time.DateOnly)
		rules = append(rules, changed)
	}
	return rules
}

// closingRule closes some days after the board's date, rarely so many that the agenda finds no other.
func (w *world) closingRule(channels []string) recount.ContactRule {
	rule := recount.ContactRule{Name: "closed", Jurisdiction: "CO", Scope: "debt", Channels: channels}
	for day := range pick(w, 1, 1, 2, 3, 7) {
		rule.Holidays = append(rule.Holidays, w.dateText(w.nights[len(w.nights)-1].asOf+1+day))
	}
	return rule
}

func (w *world) inventContactRule(name, jurisdiction string) recount.ContactRule {
	rule := recount.ContactRule{
		Name: name, Jurisdiction: jurisdiction, Scope: pick(w, "debt", "debtor", "debtor"),
		Channels: pick(w, []string{"call", "visit"},
			[]string{"call", "voicebot", "sms", "whatsapp", "email", "letter", "visit"},
			[]string{"sms", "whatsapp"}, []string{"call"}),
	}
	if w.chance(3) {
		rule.EffectiveFrom = w.first.AddDate(0, 0, w.IntN(w.days/2)).Format(time.DateOnly)
	}
	for !rule.HasHours && rule.Counts == "" && rule.QuietDays == 0 && len(rule.Holidays) == 0 {
		w.inventLimits(&rule)
	}
	return rule
}

func (w *world) inventLimits(rule *recount.ContactRule) {
	if w.chance(3) {
		rule.HasHours = true
		for weekday := range 5 + w.IntN(3) {
			hours := recount.ContactHours{
				Weekday: weekday + 1, From: pick(w, "07:00", "08:00", "08:00", "09:30"),
				Until: pick(w, "19:00", "20:00", "21:00", "15:00"),
			}
			rule.Hours = append(rule.Hours, hours)
		}
	}
	if w.chance(2) {
		rule.Counts = pick(w, "attempts", "attempts", "contacts")
		if w.chance(3) {
			rule.MinimumGapDays = 1 + w.IntN(4)
		}
		if rule.MinimumGapDays == 0 || w.chance(2) {
			rule.Maximum = 1 + w.IntN(3)
			rule.WindowKind = pick(w, "rolling", "day", "week", "month")
		}
		if rule.WindowKind == "rolling" {
			rule.WindowDays = pick(w, 7, 7, 2, 1, 30)
		}
	}
	if w.chance(4) {
		rule.QuietDays = 1 + w.IntN(7)
	}
	if w.chance(4) {
		for range 1 + w.IntN(5) {
			date := w.first.AddDate(0, 0, w.IntN(w.days+5)).Format(time.DateOnly)
			if !slices.Contains(rule.Holidays, date) {
				rule.Holidays = append(rule.Holidays, date)
			}
		}
	}
}

// inventChannels returns one channel that is worked so much that it wears off, and a few others.
func (w *world) inventChannels() []string {
	channels := []string{
		"call", "call", "sms", "whatsapp", "email", "letter", "visit", "visit", "voicebot", "portal", "other", "pigeon",
	}
	busy := pick(w, "call", "sms", "whatsapp")
	if w.isBusy {
		busy = "call"
	}
	for range 14 {
		channels = append(channels, busy)
	}
	return channels
}
