package cli

import (
	"maps"
	"slices"
	"time"
)

// Holidays are listed for these years; a rule names the dates of others itself.
const (
	firstHolidayYear = 2000
	lastHolidayYear  = 2050
)

// holidayCalendars are the countries whose public holidays are known, each with its holidays of a year.
var holidayCalendars = map[string]func(year int) []time.Time{
	"CO": colombianHolidays,
	"PE": peruvianHolidays,
}

// holidayCountries lists them in order.
func holidayCountries() []string { return slices.Sorted(maps.Keys(holidayCalendars)) }

// colombianHolidays follows Ley 51 de 1983, by which most holidays move to the Monday on or after them.
func colombianHolidays(year int) []time.Time {
	easter := easterSunday(year)
	dates := []time.Time{
		date(year, time.January, 1),
		date(year, time.May, 1),
		date(year, time.July, 20),
		date(year, time.August, 7),
		date(year, time.December, 8),
		date(year, time.December, 25),
		easter.AddDate(0, 0, -3), // Maundy Thursday
		easter.AddDate(0, 0, -2), // Good Friday
	}
	for _, moved := range []time.Time{
		date(year, time.January, 6),
		date(year, time.March, 19),
		date(year, time.June, 29),
		date(year, time.August, 15),
		date(year, time.October, 12),
		date(year, time.November, 1),
		date(year, time.November, 11),
		easter.AddDate(0, 0, 39), // Ascension
		easter.AddDate(0, 0, 60), // Corpus Christi
		easter.AddDate(0, 0, 68), // Sacred Heart
	} {
		dates = append(dates, mondayFrom(moved))
	}
	return sortedDates(dates)
}

// peruvianHolidays follows article 6 of Decreto Legislativo 713, with the holidays that later laws added. Days off that
// the government decrees for a single year are not among them.
func peruvianHolidays(year int) []time.Time {
	easter := easterSunday(year)
	dates := []time.Time{
		date(year, time.January, 1),
		easter.AddDate(0, 0, -3), // Maundy Thursday
		easter.AddDate(0, 0, -2), // Good Friday
		date(year, time.May, 1),
		date(year, time.June, 29),
		date(year, time.July, 28),
		date(year, time.July, 29),
		date(year, time.August, 30),
		date(year, time.October, 8),
		date(year, time.November, 1),
		date(year, time.December, 8),
		date(year, time.December, 25),
	}
	for _, added := range []struct {
		date time.Time
		from int // first year
	}{
		{date(year, time.August, 6), 2022},   // Ley 31530
		{date(year, time.December, 9), 2022}, // Ley 31381
		{date(year, time.July, 23), 2023},    // Ley 31822
		{date(year, time.June, 7), 2024},     // Ley 31788, of 15 June 2023
	} {
		if year >= added.from {
			dates = append(dates, added.date)
		}
	}
	return sortedDates(dates)
}

// easterSunday is the Gregorian one, by the algorithm that Nature printed in 1876 and J. Meeus, Astronomical
// Algorithms, chapter 8, gives.
func easterSunday(year int) time.Time {
	golden := year % 19
	century, ofCentury := year/100, year%100
	epact := (19*golden + century - century/4 - (century-(century+8)/25+1)/3 + 15) % 30
	weekday := (32 + 2*(century%4) + 2*(ofCentury/4) - epact - ofCentury%4) % 7
	shift := (golden + 11*epact + 22*weekday) / 451
	days := epact + weekday - 7*shift + 114
	return date(year, time.Month(days/31), days%31+1)
}

func mondayFrom(day time.Time) time.Time {
	return day.AddDate(0, 0, (int(time.Monday)-int(day.Weekday())+7)%7)
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// sortedDates drops a date on which two holidays fall together.
func sortedDates(dates []time.Time) []time.Time {
	slices.SortFunc(dates, time.Time.Compare)
	return slices.Compact(dates)
}
