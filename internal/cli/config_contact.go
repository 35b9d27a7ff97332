package cli

import (
	"bytes"
	"context"
	"database/sql"
	_ "embed" // for the shipped rules
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/goccy/go-yaml"
)

// ContactLimitsConfig says which limits on contacting debtors hold where.
type ContactLimitsConfig struct {
	Jurisdiction string        `yaml:"jurisdiction"` // of accounts that state none; "" is none
	Shipped      bool          `yaml:"shipped"`      // the rules of contact_limits.yml hold, too; default true
	Rules        []ContactRule `yaml:"rules"`
}

// ContactRule is one version of a limit. A rule replaces every version of a shipped one of its name.
type ContactRule struct {
	Name           string            `yaml:"name"`
	Jurisdiction   string            `yaml:"jurisdiction"` // as accounts state it
	Scope          string            `yaml:"scope"`        // debt, debtor
	Channels       []string          `yaml:"channels"`
	Counts         string            `yaml:"counts"` // attempts, contacts; "" counts nothing
	Window         *ContactWindow    `yaml:"window"`
	Maximum        *int              `yaml:"maximum"`          // within the window
	MinimumGapDays *int              `yaml:"minimum_gap_days"` // from one counted action to the next
	QuietDays      *int              `yaml:"quiet_days"`       // from a contact to the next action
	Hours          map[string]string `yaml:"hours"`            // "07:00-19:00" by weekday; days left out are closed
	Holidays       []string          `yaml:"holidays"`         // dates, and countries of holidayCalendars
	EffectiveFrom  string            `yaml:"effective_from"`   // first date, "" is always
	EffectiveTo    string            `yaml:"effective_to"`     // last date, "" is still
	Source         string            `yaml:"source"`
	Disabled       bool              `yaml:"disabled"`
}

// ContactWindow is the span in which a rule counts: one of the two.
type ContactWindow struct {
	Days     int    `yaml:"days"`     // up to and including the date of the action
	Calendar string `yaml:"calendar"` // day, week, month
}

//go:embed contact_limits.yml
var shippedContactLimits []byte

// shippedContactRules returns the rules that hold unless the config says otherwise.
func shippedContactRules() ([]ContactRule, error) {
	var rules []ContactRule
	if err := yaml.NewDecoder(bytes.NewReader(shippedContactLimits), yaml.Strict()).Decode(&rules); err != nil {
		return nil, fmt.Errorf("read shipped contact limits: %w", err)
	}
	return rules, nil
}

// effective returns the rules that hold, the shipped ones first, with the dates of their holidays written out.
func (c ContactLimitsConfig) effective() ([]ContactRule, error) {
	var rules []ContactRule
	if c.Shipped {
		shipped, err := shippedContactRules()
		if err != nil {
			return nil, err
		}
		rules = slices.DeleteFunc(shipped, func(rule ContactRule) bool {
			return slices.ContainsFunc(c.Rules, func(own ContactRule) bool { return own.Name == rule.Name })
		})
	}
	for _, rule := range c.Rules {
		if !rule.Disabled {
			rules = append(rules, rule)
		}
	}
	for i := range rules {
		rules[i].Holidays = rules[i].holidayDates()
	}
	return rules, nil
}

// holidayDates returns the rule's holidays, those of a country for the years in which the rule holds.
func (r ContactRule) holidayDates() []string {
	var dates []string
	for _, holiday := range r.Holidays {
		calendar, isCountry := holidayCalendars[holiday]
		if !isCountry {
			dates = append(dates, holiday)
			continue
		}
		for year := firstHolidayYear; year <= lastHolidayYear; year++ {
			for _, day := range calendar(year) {
				if text := day.Format(time.DateOnly); r.holdsOn(text) {
					dates = append(dates, text)
				}
			}
		}
	}
	slices.Sort(dates)
	return slices.Compact(dates)
}

// holdsOn compares dates as they are written, year first.
func (r ContactRule) holdsOn(date string) bool {
	return (r.EffectiveFrom == "" || r.EffectiveFrom <= date) && (r.EffectiveTo == "" || date <= r.EffectiveTo)
}

// MarshalJSON writes the rules that hold, so that the hash of the settings changes with the shipped ones, too.
func (c ContactLimitsConfig) MarshalJSON() ([]byte, error) {
	rules, err := c.effective()
	if err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Jurisdiction string
		Rules        []ContactRule
	}{c.Jurisdiction, rules})
}

// write replaces ops.contact_rules and ops.contact_hours.
func (c ContactLimitsConfig) write(ctx context.Context, tx *sql.Tx) error {
	for _, table := range []string{"ops.contact_rules", "ops.contact_hours"} {
		if _, err := tx.ExecContext(ctx, "delete from "+table); err != nil {
			return err
		}
	}
	rules, err := c.effective()
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if err := rule.write(ctx, tx); err != nil {
			return fmt.Errorf("contact rule %s: %w", rule.Name, err)
		}
	}
	return nil
}

func (r ContactRule) write(ctx context.Context, tx *sql.Tx) error {
	kind, days := r.Window.columns()
	_, err := tx.ExecContext(ctx, `
		insert into ops.contact_rules (rule, jurisdiction, scope, channels, counts, window_kind, window_days, maximum,
			minimum_gap_days, quiet_days, has_hours, holidays, effective_from, effective_to, source)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.Name, r.Jurisdiction, r.Scope, list(r.Channels), nullable(r.Counts), kind, days, r.Maximum,
		r.MinimumGapDays, r.QuietDays, len(r.Hours) > 0, list(r.Holidays), nullable(r.EffectiveFrom),
		nullable(r.EffectiveTo), nullable(r.Source))
	if err != nil {
		return err
	}
	hours, err := parseHours(r.Hours)
	if err != nil {
		return err
	}
	for _, day := range hours {
		_, err := tx.ExecContext(ctx, `
			insert into ops.contact_hours (rule, effective_from, weekday, from_time, until_time)
			values (?, ?, ?, ?, ?)`,
			r.Name, nullable(r.EffectiveFrom), day.weekday, day.from, day.until)
		if err != nil {
			return err
		}
	}
	return nil
}

// columns returns the window as ops.contact_rules has it.
func (w *ContactWindow) columns() (kind sql.NullString, days sql.NullInt64) {
	switch {
	case w == nil:
		return kind, days
	case w.Calendar != "":
		return nullable(w.Calendar), days
	default:
		return nullable("rolling"), sql.NullInt64{Int64: int64(w.Days), Valid: true}
	}
}
