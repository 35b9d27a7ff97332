package ingest

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"
)

// dateOrder is the order of day, month and year.
type dateOrder string

const (
	dayFirst   dateOrder = "day first"
	monthFirst dateOrder = "month first"
	yearFirst  dateOrder = "year first"
)

// dateStyle says how a file writes dates.
type dateStyle struct {
	// Formats are DuckDB's strptime formats of what is not ISO 8601, the most frequent first. Times behind a date are
	// found without a format of their own.
	Formats []string
	Order   dateOrder // "" if every date is ISO 8601
	// IsGuess says that no day above 12 told day from month, and the country's habit decided.
	IsGuess bool
	// IsMixed says that some values need the day first and some the month first.
	IsMixed bool
	// Unread counts values that no format reads.
	Unread int
}

// isoDate is what is read without a format.
var isoDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}` +
	`([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[+-]\d{2}(:?\d{2})?))?)?$`)

// dateCandidate is a format as DuckDB and as Go write it.
type dateCandidate struct {
	format, layout string
	order          dateOrder
}

// dateCandidates lists the formats that exports use. Go's and DuckDB's parsers agree on them: both take one digit for
// days, months and hours.
func dateCandidates() []dateCandidate {
	var dates []dateCandidate
	for _, separator := range []string{"/", "-", "."} {
		dates = append(dates,
			dateCandidate{"%d" + separator + "%m" + separator + "%Y", "2" + separator + "1" + separator + "2006", dayFirst},
			dateCandidate{"%m" + separator + "%d" + separator + "%Y", "1" + separator + "2" + separator + "2006", monthFirst},
			dateCandidate{"%Y" + separator + "%m" + separator + "%d", "2006" + separator + "1" + separator + "2", yearFirst},
			dateCandidate{"%d" + separator + "%m" + separator + "%y", "2" + separator + "1" + separator + "06", dayFirst},
			dateCandidate{"%m" + separator + "%d" + separator + "%y", "1" + separator + "2" + separator + "06", monthFirst},
			dateCandidate{"%d" + separator + "%b" + separator + "%Y", "2" + separator + "Jan" + separator + "2006", dayFirst},
			dateCandidate{"%d" + separator + "%b" + separator + "%y", "2" + separator + "Jan" + separator + "06", dayFirst},
		)
	}
	return append(dates,
		dateCandidate{"%Y%m%d", "20060102", yearFirst},
		dateCandidate{"%b %d, %Y", "Jan 2, 2006", monthFirst},
		dateCandidate{"%d %b %Y", "2 Jan 2006", dayFirst})
}

// clockTail is a time behind a date: its separator, hours and minutes, seconds, fraction, half of the day, offset.
var clockTail = regexp.MustCompile(`^(.+?)(, |[ T])([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?(\.\d+)?` +
	`(?:( ?)([AaPp][Mm]))?( ?)([+-]\d{2}:?\d{2})?$`)

// compactClock is a date and a time of digits only.
var compactClock = regexp.MustCompile(`^(\d{8})( ?)\d{6}$`)

// splitClock parts a value into its date and the format of the time behind it, "" if there is none or if the loader
// finds such a time without a format.
func splitClock(value string) (date, clock string) {
	if parts := compactClock.FindStringSubmatch(value); parts != nil {
		return parts[1], parts[2] + "%H%M%S"
	}
	parts := clockTail.FindStringSubmatch(value)
	if parts == nil {
		return value, ""
	}
	clock = "%H:%M"
	if parts[7] != "" {
		clock = "%I:%M"
	}
	if parts[4] != "" {
		clock += ":%S"
	}
	if parts[5] != "" {
		clock += ".%f"
	}
	if parts[7] != "" {
		clock += parts[6] + "%p"
	}
	if parts[2] == " " && parts[9] == "" && slices.Contains(timeFormats, clock) {
		return parts[1], ""
	}
	if parts[9] != "" {
		clock += parts[8] + "%z"
	}
	return parts[1], parts[2] + clock
}

// detectDates decides how dates are written by the values of all date columns of a file. monthHabit is the country's
// habit of writing the month first, used where no value tells.
func detectDates(values []string, monthHabit bool) dateStyle {
	counts := map[string]int{} // values by format
	orders := map[dateOrder]int{}
	style := dateStyle{}
	both := 0
	matched := map[string][]dateCandidate{} // by date and format of the time: exports repeat dates a lot
	for _, value := range values {
		value = strings.TrimSpace(value)
		if value == "" || isoDate.MatchString(value) {
			continue
		}
		date, clock := splitClock(value)
		key := date + clock
		candidates, known := matched[key]
		if !known {
			candidates = readableAs(date, clock)
			matched[key] = candidates
		}
		if len(candidates) == 0 {
			style.Unread++
			continue
		}
		seen := map[dateOrder]bool{}
		for _, candidate := range candidates {
			counts[candidate.format]++
			seen[candidate.order] = true
		}
		if len(seen) > 1 {
			both++
			continue
		}
		orders[candidates[0].order]++
	}
	if len(counts) == 0 {
		return style
	}
	style.Order, style.IsGuess = chooseOrder(orders, both, monthHabit)
	style.IsMixed = orders[dayFirst] > 0 && orders[monthFirst] > 0
	style.Formats = chooseFormats(matched, counts, style.Order)
	return style
}

func chooseOrder(orders map[dateOrder]int, both int, monthHabit bool) (dateOrder, bool) {
	switch {
	case orders[dayFirst] > orders[monthFirst]:
		return dayFirst, false
	case orders[monthFirst] > 0:
		return monthFirst, false
	case both > 0 && monthHabit:
		return monthFirst, true
	case both > 0:
		return dayFirst, true
	default:
		return yearFirst, false
	}
}

// chooseFormats returns as few formats as read every value, the most frequent first.
func chooseFormats(matched map[string][]dateCandidate, counts map[string]int, order dateOrder) []string {
	chosen := map[string]bool{}
	for _, candidates := range matched {
		best := ""
		for _, candidate := range candidates {
			if candidate.order != order && candidate.order != yearFirst && hasOrder(candidates, order) {
				continue
			}
			if best == "" || counts[candidate.format] > counts[best] {
				best = candidate.format
			}
		}
		if best != "" {
			chosen[best] = true
		}
	}
	formats := make([]string, 0, len(chosen))
	for format := range chosen {
		formats = append(formats, format)
	}
	slices.SortFunc(formats, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return formats
}

func hasOrder(candidates []dateCandidate, order dateOrder) bool {
	return slices.ContainsFunc(candidates, func(c dateCandidate) bool { return c.order == order })
}

// readableAs lists the formats that read a date of the years that the warehouse takes, with the time's format behind.
func readableAs(date, clock string) []dateCandidate {
	var readable []dateCandidate
	for _, candidate := range dateCandidates() {
		at, err := time.Parse(candidate.layout, date)
		if err == nil && at.Year() >= 1980 && at.Year() <= 2100 {
			readable = append(readable, dateCandidate{format: candidate.format + clock, order: candidate.order})
		}
	}
	return readable
}

// isDateText reports whether a cell reads as a date in some style.
func isDateText(value string) bool {
	value = strings.TrimSpace(value)
	return isoDate.MatchString(value) || isoMonth.MatchString(value) || len(readableAs(splitClock(value))) > 0
}

// isoMonth is a month without a day.
var isoMonth = regexp.MustCompile(`^(\d{4}-\d{2}|\d{2}/\d{4}|\d{4}/\d{2})$`)

// hasClock reports whether a date cell carries a time of day.
func hasClock(value string) bool {
	return strings.Contains(value, ":")
}

// writesMonthFirst reports whether dates are written month first where a time zone is.
func writesMonthFirst(zone string) bool {
	switch zone {
	case "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix",
		"America/Detroit", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Asia/Manila":
		return true
	}
	return strings.HasPrefix(zone, "US/") || strings.HasPrefix(zone, "America/Indiana/")
}

// writesDecimalComma reports whether amounts are written with a decimal comma where a time zone is: in most of Latin
// America, Spain and Portugal, but not in Mexico, Central America, Peru and the Dominican Republic.
func writesDecimalComma(zone string) bool {
	return slices.Contains([]string{"America/Bogota", "America/Caracas", "America/Guayaquil", "America/La_Paz",
		"America/Santiago", "America/Montevideo", "America/Asuncion", "America/Sao_Paulo", "America/Manaus",
		"America/Bahia", "America/Fortaleza", "America/Recife", "America/Belem", "America/Costa_Rica", "Europe/Madrid",
		"Europe/Lisbon", "Atlantic/Canary", "Europe/Paris", "Europe/Berlin", "Europe/Rome"}, zone) ||
		strings.HasPrefix(zone, "America/Argentina/") || zone == "America/Buenos_Aires"
}
