package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestHolidays compares with the calendars as the two governments publish them.
func TestHolidays(t *testing.T) {
	for _, test := range []struct {
		country string
		year    int
		want    string // month-day
	}{
		{"CO", 2024, "01-01 01-08 03-25 03-28 03-29 05-01 05-13 06-03 06-10 07-01 07-20 08-07 08-19 10-14 11-04 11-11 " +
			"12-08 12-25"},
		{"CO", 2025, "01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 07-20 08-07 08-18 10-13 11-03 11-17 12-08 " +
			"12-25"}, // Sacred Heart and Saint Peter both fall on 30 June
		{"CO", 2026, "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-20 08-07 08-17 10-12 11-02 11-16 " +
			"12-08 12-25"},
		{"PE", 2021, "01-01 04-01 04-02 05-01 06-29 07-28 07-29 08-30 10-08 11-01 12-08 12-25"},
		{"PE", 2023, "01-01 04-06 04-07 05-01 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25"},
		{"PE", 2026, "01-01 04-02 04-03 05-01 06-07 06-29 07-23 07-28 07-29 08-06 08-30 10-08 11-01 12-08 12-09 12-25"},
	} {
		var days []string
		for _, day := range holidayCalendars[test.country](test.year) {
			if day.Year() != test.year {
				t.Errorf("%s %d: got %s", test.country, test.year, day.Format(time.DateOnly))
			}
			days = append(days, day.Format("01-02"))
		}
		if diff := cmp.Diff(test.want, strings.Join(days, " ")); diff != "" {
			t.Errorf("%s %d (-want +got):\n%s", test.country, test.year, diff)
		}
	}
}

// TestEasterSunday takes the earliest and the latest Easter of the years in question, and some between.
func TestEasterSunday(t *testing.T) {
	for _, want := range []string{
		"2000-04-23", "2008-03-23", "2016-03-27", "2019-04-21", "2024-03-31", "2025-04-20", "2035-03-25", "2038-04-25",
		"2049-04-18",
	} {
		day, err := time.Parse(time.DateOnly, want)
		if err != nil {
			t.Fatal(err)
		}
		if got := easterSunday(day.Year()).Format(time.DateOnly); got != want {
			t.Errorf("%d: got %s, want %s", day.Year(), got, want)
		}
	}
}
