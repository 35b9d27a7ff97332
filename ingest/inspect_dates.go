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
	// Unread are up to three values that no format reads.
	Unread int
}

// isoDate is what is read without a format.
var isoDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|[+-]\d{2}(:?\d{2})?))?)?$`)

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

// clockLayouts are the times that may stand behind a date: what the loader tries by itself with a space before it,
// and others that need a format of their own.
func clockLayouts() map[string]string {
	return map[string]string{
		"": "", " %H:%M:%S": " 15:4:5", " %H:%M": " 15:4", " %I:%M:%S %p": " 3:4:5 PM", " %I:%M %p": " 3:4 PM",
		"T%H:%M:%S": "T15:4:5", ", %H:%M:%S": ", 15:4:5", ", %H:%M": ", 15:4", " %H%M%S": " 150405", "%H%M%S": "150405",
		" %H:%M:%S %z": " 15:4:5 -0700", " %H:%M:%S%z": " 15:4:5-07:00",
	}
}

// detectDates decides how dates are written by the values of all date columns of a file. monthHabit is the country's
// habit of writing the month first, used where no value tells.
func detectDates(values []string, monthHabit bool) dateStyle {
	counts := map[string]int{} // values by format
	orders := map[dateOrder]int{}
	style := dateStyle{}
	both := 0
	matched := make(map[string][]dateCandidate) // by value: exports repeat dates a lot
	for _, value := range values {
		value = strings.TrimSpace(value)
		if value == "" || isoDate.MatchString(value) {
			continue
		}
		candidates, known := matched[value]
		if !known {
			candidates = readableAs(value)
			matched[value] = candidates
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

// readableAs lists the formats that read a value as a date of the years that the warehouse takes.
func readableAs(value string) []dateCandidate {
	var readable []dateCandidate
	for _, date := range dateCandidates() {
		for clock, layout := range clockLayouts() {
			at, err := time.Parse(date.layout+layout, value)
			if err != nil || at.Year() < 1980 || at.Year() > 2100 {
				continue
			}
			format := date.format + clock
			if slices.Contains(timeFormats, strings.TrimPrefix(clock, " ")) && strings.HasPrefix(clock, " ") {
				format = date.format // the loader reads a time behind a date by itself
			}
			readable = append(readable, dateCandidate{format: format, order: date.order})
		}
	}
	return readable
}

// isDateText reports whether a cell reads as a date in some style.
func isDateText(value string) bool {
	value = strings.TrimSpace(value)
	return isoDate.MatchString(value) || isoMonth.MatchString(value) || len(readableAs(value)) > 0
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
