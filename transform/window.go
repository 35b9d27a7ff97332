package transform

import (
	"fmt"
	"time"
)

// Window is a half-open span of dates: Start belongs to it, End does not. Both are midnights in UTC.
type Window struct {
	Start time.Time
	End   time.Time
}

// IsEmpty reports whether no date lies in the window.
func (w Window) IsEmpty() bool { return !w.Start.Before(w.End) }

// String returns the window as [2026-01-01, 2026-02-01).
func (w Window) String() string {
	return fmt.Sprintf("[%s, %s)", w.Start.Format(time.DateOnly), w.End.Format(time.DateOnly))
}

// pieces cuts the window where months begin and, inside of them, after every so many days, so that one statement never
// holds more than that; 0 days are a whole month.
func (w Window) pieces(days int) []Window {
	var cuts []Window
	for start := w.Start; start.Before(w.End); {
		next := time.Date(start.Year(), start.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		if days > 0 && start.AddDate(0, 0, days).Before(next) {
			next = start.AddDate(0, 0, days)
		}
		if next.After(w.End) {
			next = w.End
		}
		cuts = append(cuts, Window{Start: start, End: next})
		start = next
	}
	return cuts
}

// split cuts the window at a date; either part may be empty.
func (w Window) split(at time.Time) (before, from Window) {
	if at.Before(w.Start) {
		at = w.Start
	}
	if at.After(w.End) {
		at = w.End
	}
	return Window{Start: w.Start, End: at}, Window{Start: at, End: w.End}
}

// reachedBy returns the part of the window that changes on the dates of changed can have touched: from the first of
// them to as many days after the last as reach says. It is empty, at the window's end, if that is nothing.
func (w Window) reachedBy(changed Window, reach Lookback) Window {
	nothing := Window{Start: w.End, End: w.End}
	if changed.IsEmpty() {
		return nothing
	}
	reached := Window{Start: changed.Start, End: w.End}
	if reached.Start.Before(w.Start) {
		reached.Start = w.Start
	}
	if last := changed.End.AddDate(0, 0, reach.Days); !reach.Unbounded && last.Before(w.End) {
		reached.End = last
	}
	if reached.IsEmpty() {
		return nothing
	}
	return reached
}
