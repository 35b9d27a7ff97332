package cli

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// contactChannels are those on which an interaction can be.
var contactChannels = append(slices.Clone(agendaChannels), "portal", "other")

func (c ContactLimitsConfig) validate(at locator) error {
	shipped, err := shippedContactRules()
	if err != nil {
		return err
	}
	for i, rule := range c.Rules {
		place := fmt.Sprintf("$.contact_limits.rules[%d]", i)
		isBare := reflect.DeepEqual(rule, ContactRule{Name: rule.Name, Disabled: true})
		if !isBare {
			if key, message := rule.fault(); message != "" {
				return at.fault(place+key, message)
			}
		} else if !slices.ContainsFunc(shipped, func(s ContactRule) bool { return s.Name == rule.Name }) {
			return at.fault(place+".name", fmt.Sprintf("no rule %q is shipped that could be disabled; they are %s",
				rule.Name, strings.Join(ruleNames(shipped), ", ")))
		}
		for _, other := range c.Rules[:i] {
			if !rule.Disabled && !other.Disabled && rule.Name == other.Name && rule.overlaps(other) {
				return at.fault(place+".name", fmt.Sprintf("two rules %q hold on the same date; end the earlier one with "+
					"effective_to before the later one's effective_from", rule.Name))
			}
		}
	}
	return c.validateJurisdiction(at)
}

// validateJurisdiction refuses a jurisdiction without rules: whoever names one means to be told.
func (c ContactLimitsConfig) validateJurisdiction(at locator) error {
	if c.Jurisdiction == "" {
		return nil
	}
	rules, err := c.effective()
	if err != nil {
		return err
	}
	var known []string
	for _, rule := range rules {
		known = append(known, rule.Jurisdiction)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	if !slices.Contains(known, c.Jurisdiction) {
		return at.fault("$.contact_limits.jurisdiction", fmt.Sprintf("no rule is for the jurisdiction %q; there are rules "+
			"for %v", c.Jurisdiction, known))
	}
	return nil
}

func ruleNames(rules []ContactRule) []string {
	var names []string
	for _, rule := range rules {
		names = append(names, rule.Name)
	}
	return names
}

// overlaps reports whether there is a date on which both hold.
func (r ContactRule) overlaps(other ContactRule) bool {
	return (r.EffectiveTo == "" || other.EffectiveFrom <= r.EffectiveTo) &&
		(other.EffectiveTo == "" || r.EffectiveFrom <= other.EffectiveTo)
}

// fault returns what is wrong with a rule and the key it is wrong at, ".scope" or "" for the rule as a whole; an empty
// message is no fault.
func (r ContactRule) fault() (key, message string) {
	for _, required := range []struct{ key, value string }{
		{"name", r.Name}, {"jurisdiction", r.Jurisdiction}, {"scope", r.Scope},
	} {
		if required.value == "" {
			return "", fmt.Sprintf("a contact rule has no `%s:`", required.key)
		}
	}
	if r.Scope != "debt" && r.Scope != "debtor" {
		return ".scope", fmt.Sprintf("scope %q is neither debt nor debtor", r.Scope)
	}
	if len(r.Channels) == 0 {
		return "", "a contact rule has no `channels:`"
	}
	for i, channel := range r.Channels {
		place := fmt.Sprintf(".channels[%d]", i)
		if !slices.Contains(contactChannels, channel) {
			return place, fmt.Sprintf("channel %q is none of %v", channel, contactChannels)
		}
		if slices.Contains(r.Channels[:i], channel) {
			return place, fmt.Sprintf("channel %q is there twice", channel)
		}
	}
	for _, check := range []func() (key, message string){r.countFault, r.daysFault, r.clockFault, r.dateFault} {
		if key, message := check(); message != "" {
			return key, message
		}
	}
	if r.Maximum == nil && r.MinimumGapDays == nil && r.QuietDays == nil && len(r.Hours) == 0 && len(r.Holidays) == 0 {
		return "", fmt.Sprintf("the rule %q limits nothing; give it maximum, minimum_gap_days, quiet_days, hours or holidays",
			r.Name)
	}
	return "", ""
}

// countFault checks that a number has all it needs, and nothing is there without one.
func (r ContactRule) countFault() (key, message string) {
	switch {
	case r.Counts != "" && r.Counts != "attempts" && r.Counts != "contacts":
		return ".counts", fmt.Sprintf("counts %q is neither attempts nor contacts", r.Counts)
	case r.Maximum != nil && *r.Maximum < 0:
		return ".maximum", fmt.Sprintf("%d is below zero", *r.Maximum)
	case r.Counts == "" && (r.Maximum != nil || r.MinimumGapDays != nil):
		return "", fmt.Sprintf("the rule %q does not say what it `counts:`, attempts or contacts", r.Name)
	case r.Counts != "" && r.Maximum == nil && r.MinimumGapDays == nil:
		return ".counts", "counts is there without a maximum or minimum_gap_days"
	case r.Maximum != nil && r.Window == nil:
		return ".maximum", "a maximum needs a window: {days: 7} or {calendar: week}"
	case r.Window == nil:
		return "", ""
	case r.Maximum == nil:
		return ".window", "a window is there without a maximum"
	case r.Window.Calendar != "" && r.Window.Days != 0, r.Window.Calendar == "" && r.Window.Days == 0:
		return ".window", "a window is either {days: 7} or {calendar: week}"
	case r.Window.Days < 0:
		return ".window.days", fmt.Sprintf("%d is below zero", r.Window.Days)
	case r.Window.Calendar != "" && !slices.Contains([]string{"day", "week", "month"}, r.Window.Calendar):
		return ".window.calendar", fmt.Sprintf("%q is none of day, week, month", r.Window.Calendar)
	}
	return "", ""
}

func (r ContactRule) daysFault() (key, message string) {
	for _, limit := range []struct {
		key  string
		days *int
	}{
		{"minimum_gap_days", r.MinimumGapDays}, {"quiet_days", r.QuietDays},
	} {
		if limit.days != nil && *limit.days <= 0 {
			return "." + limit.key, fmt.Sprintf("%d days limit nothing; leave the key out or write 1 or more", *limit.days)
		}
	}
	return "", ""
}

func (r ContactRule) clockFault() (key, message string) {
	var fault *hoursError
	if _, err := parseHours(r.Hours); errors.As(err, &fault) {
		return ".hours." + fault.key, fault.message
	}
	for i, holiday := range r.Holidays {
		if _, err := time.Parse(time.DateOnly, holiday); err != nil && holidayCalendars[holiday] == nil {
			return fmt.Sprintf(".holidays[%d]", i), fmt.Sprintf("holiday %q is neither a date like 2026-12-24 nor a "+
				"country whose holidays are known: %s", holiday, strings.Join(holidayCountries(), ", "))
		}
	}
	return "", ""
}

func (r ContactRule) dateFault() (key, message string) {
	for _, day := range []struct{ key, value string }{
		{"effective_from", r.EffectiveFrom}, {"effective_to", r.EffectiveTo},
	} {
		if _, err := time.Parse(time.DateOnly, day.value); err != nil && day.value != "" {
			return "." + day.key, fmt.Sprintf("%q is no date; write it as 2026-03-31", day.value)
		}
	}
	if r.EffectiveTo != "" && r.EffectiveTo < r.EffectiveFrom {
		return ".effective_to", fmt.Sprintf("the rule ends on %s, before it begins on %s", r.EffectiveTo, r.EffectiveFrom)
	}
	return "", ""
}
