package cli

import (
	"fmt"
	"time"
)

// Schedule is the time of day at which `recaudo serve` runs the nightly job, "02:00" in the business time zone; "" for
// never.
type Schedule string

// scheduleLayout is how a time of day is written.
const scheduleLayout = "15:04"

func (s Schedule) validate(at locator) error {
	if s == "" {
		return nil
	}
	if _, err := time.Parse(scheduleLayout, string(s)); err != nil || len(s) != len(scheduleLayout) {
		return at.fault("$.schedule", fmt.Sprintf("%q is no time of day; write it as \"02:00\"", s))
	}
	return nil
}

// on returns when the job is due on the date that day has in zone. Every date has one instant, later than that of the date
// before or the same: where the clocks leave the time out it is the instant at which they jump, and where they show it
// twice one of the two.
func (s Schedule) on(day time.Time, zone *time.Location) time.Time {
	wanted, err := time.Parse(scheduleLayout, string(s))
	if err != nil {
		return time.Time{} // validate lets none through
	}
	year, month, date := day.In(zone).Date()
	due := time.Date(year, month, date, wanted.Hour(), wanted.Minute(), 0, 0, zone)
	if due.Hour() == wanted.Hour() && due.Minute() == wanted.Minute() {
		return due
	}
	// Go takes one of the two offsets, and lands on either side of the gap.
	start, end := due.ZoneBounds()
	if start.IsZero() || due.Sub(start) > end.Sub(due) {
		return end
	}
	return start
}

// next returns the first instant after that moment at which the job is due.
func (s Schedule) next(after time.Time, zone *time.Location) time.Time {
	// Noon, because adding a day to a time near midnight may skip a date or hit it twice.
	year, month, date := after.In(zone).Date()
	for days := -1; ; days++ {
		if due := s.on(time.Date(year, month, date+days, 12, 0, 0, 0, zone), zone); due.After(after) {
			return due
		}
	}
}

// last returns the latest instant up to that moment at which the job was due.
func (s Schedule) last(upTo time.Time, zone *time.Location) time.Time {
	year, month, date := upTo.In(zone).Date()
	for days := 1; ; days-- {
		if due := s.on(time.Date(year, month, date+days, 12, 0, 0, 0, zone), zone); !due.After(upTo) {
			return due
		}
	}
}
