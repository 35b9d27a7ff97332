package ingest

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestDetectNumbers(t *testing.T) {
	tests := map[string]struct {
		values     []string
		commaHabit bool
		want       numberStyle
	}{
		"whole numbers":              {values: []string{"1", "2500"}, want: numberStyle{}},
		"decimal point":              {values: []string{"1.5", "200"}, want: numberStyle{Decimal: "."}},
		"decimal comma":              {values: []string{"1,5", "200"}, want: numberStyle{Decimal: ","}},
		"Spanish groups":             {values: []string{"1.234,50", "7"}, want: numberStyle{Decimal: ",", Thousands: "."}},
		"English groups":             {values: []string{"1,234.50"}, want: numberStyle{Decimal: ".", Thousands: ","}},
		"two groups tell":            {values: []string{"1.234.567", "1.500"}, want: numberStyle{Decimal: ",", Thousands: "."}},
		"groups with spaces":         {values: []string{"1 234,5"}, want: numberStyle{Decimal: ",", Thousands: " "}},
		"three decimals, long front": {values: []string{"12345.678"}, want: numberStyle{Decimal: "."}},
		"a leading zero is no group": {values: []string{"0.125"}, want: numberStyle{Decimal: "."}},
		"currency around":            {values: []string{"$ 1.500,00", "COP 3.000.000", "-2,5", "(4,5)"}, want: numberStyle{Decimal: ",", Thousands: "."}},
		"either way, comma country":  {values: []string{"1.500", "12.000"}, commaHabit: true, want: numberStyle{Decimal: ",", Thousands: ".", IsGuess: true}},
		"either way, point country":  {values: []string{"1.500", "12.000"}, want: numberStyle{Decimal: ".", IsGuess: true}},
		"other values settle it":     {values: []string{"1.500", "3,5"}, want: numberStyle{Decimal: ",", Thousands: "."}},
		"mixed":                      {values: []string{"1.5", "2,5", "3,5"}, want: numberStyle{Decimal: ",", IsMixed: true}},
		"no numbers":                 {values: []string{"N/A", "", "abc 5"}, want: numberStyle{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := detectNumbers(test.values, test.commaHabit); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestDetectDates(t *testing.T) {
	tests := map[string]struct {
		values     []string
		monthHabit bool
		want       dateStyle
	}{
		"ISO needs no format":        {values: []string{"2026-03-05", "2026-03-05T10:11:12Z", "2026-03-05 10:11:12.123-05:00"}},
		"day above 12":               {values: []string{"01/02/2026", "31/01/2026"}, monthHabit: true, want: dateStyle{Formats: []string{"%d/%m/%Y"}, Order: dayFirst}},
		"month first":                {values: []string{"1/2/2026", "1/31/2026"}, want: dateStyle{Formats: []string{"%m/%d/%Y"}, Order: monthFirst}},
		"either way":                 {values: []string{"01/02/2026"}, want: dateStyle{Formats: []string{"%d/%m/%Y"}, Order: dayFirst, IsGuess: true}},
		"either way, month habit":    {values: []string{"01/02/2026"}, monthHabit: true, want: dateStyle{Formats: []string{"%m/%d/%Y"}, Order: monthFirst, IsGuess: true}},
		"a time needs no own format": {values: []string{"31/01/2026 10:11", "30/01/2026 10:11:12"}, want: dateStyle{Formats: []string{"%d/%m/%Y"}, Order: dayFirst}},
		"twelve hours":               {values: []string{"31/01/2026 10:11:12 PM"}, want: dateStyle{Formats: []string{"%d/%m/%Y"}, Order: dayFirst}},
		"T between":                  {values: []string{"31/01/2026T10:11:12"}, want: dateStyle{Formats: []string{"%d/%m/%YT%H:%M:%S"}, Order: dayFirst}},
		"an offset":                  {values: []string{"31/01/2026 10:11:12 -0500"}, want: dateStyle{Formats: []string{"%d/%m/%Y %H:%M:%S %z"}, Order: dayFirst}},
		"compact with time":          {values: []string{"20260131101112"}, want: dateStyle{Formats: []string{"%Y%m%d%H%M%S"}, Order: yearFirst}},
		"compact":                    {values: []string{"20260131"}, want: dateStyle{Formats: []string{"%Y%m%d"}, Order: yearFirst}},
		"dots and short years":       {values: []string{"31.01.26"}, want: dateStyle{Formats: []string{"%d.%m.%y"}, Order: dayFirst}},
		"two layouts, the frequent first": {
			values: []string{"31/01/2026", "30/01/2026", "29-01-2026", "28/01/2026"},
			want:   dateStyle{Formats: []string{"%d/%m/%Y", "%d-%m-%Y"}, Order: dayFirst},
		},
		"mixed orders":  {values: []string{"31/01/2026", "30/01/2026", "01/31/2026"}, want: dateStyle{Formats: []string{"%d/%m/%Y", "%m/%d/%Y"}, Order: dayFirst, IsMixed: true}},
		"unreadable":    {values: []string{"mañana", "31/02/2026", "31/01/2026"}, want: dateStyle{Formats: []string{"%d/%m/%Y"}, Order: dayFirst, Unread: 2}},
		"English month": {values: []string{"31-Jan-2026"}, want: dateStyle{Formats: []string{"%d-%b-%Y"}, Order: dayFirst}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := detectDates(test.values, test.monthHabit); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// FuzzDetectDates writes two dates in a layout and checks that the formats found read them back.
func FuzzDetectDates(f *testing.F) {
	f.Add(uint16(1), uint16(300), uint8(0))
	f.Add(uint16(9999), uint16(12), uint8(7))
	f.Fuzz(func(t *testing.T, first, second uint16, which uint8) {
		candidates := dateCandidates()
		candidate := candidates[int(which)%len(candidates)]
		start := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
		values := []string{
			start.AddDate(0, 0, int(first)%20000).Format(candidate.layout),
			start.AddDate(0, 0, int(second)%20000).Format(candidate.layout),
		}
		style := detectDates(values, candidate.order == monthFirst)
		if len(style.Formats) == 0 && !isoDate.MatchString(values[0]) || style.Unread > 0 {
			t.Errorf("%q written as %s: got %+v", values, candidate.format, style)
		}
	})
}

// FuzzDetectNumbers checks that nothing panics and that the separators found differ.
func FuzzDetectNumbers(f *testing.F) {
	for _, seed := range []string{"1.234,5|7", "$ 1 234|-3", "..|,,", "1,2,3", "9\u00a0999,1", "()"} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, joined string, commaHabit bool) {
		style := detectNumbers(strings.Split(joined, "|"), commaHabit)
		if style.Decimal != "" && style.Decimal == style.Thousands {
			t.Errorf("%q: got %+v, want two separators", joined, style)
		}
	})
}
