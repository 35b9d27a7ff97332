package cli

import (
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

func TestEndOfDay(t *testing.T) {
	tests := []struct{ name, timeZone, day, want string }{
		{"west", "America/Bogota", "2026-03-05", "2026-03-06T04:59:59Z"},
		{"last day of a year", "America/Bogota", "2026-12-31", "2027-01-01T04:59:59Z"},
		{"clocks go forward at the day's midnight", "America/Santiago", "2026-09-05", "2026-09-06T03:59:59Z"},
		{"a day of 23 hours", "Europe/Madrid", "2026-03-29", "2026-03-29T21:59:59Z"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			zone, err := time.LoadLocation(test.timeZone)
			if err != nil {
				t.Fatal(err)
			}
			day, err := time.Parse(time.DateOnly, test.day)
			if err != nil {
				t.Fatal(err)
			}
			if got := endOfDay(day, zone).UTC().Format(time.RFC3339); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestSeriesExpressionEscapes(t *testing.T) {
	db, err := warehouse.Open(t.Context(), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var got string
	err = db.QueryRowContext(t.Context(), "select "+seriesExpression([]string{"collector", "team"})+
		" from (select ?::varchar as collector, null as team) as shown", "a\\b\"c\nd'e").Scan(&got)
	if err != nil {
		t.Fatal(err)
	}
	if want := `collector="a\\b\"c\nd'e",team=""`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestBackfillDates(t *testing.T) {
	tests := []struct {
		name, from, to string
		wantErr        string
	}{
		{name: "no bounds"},
		{name: "one day", from: "2026-03-05", to: "2026-03-05"},
		{name: "no date", from: "5/3/2026", wantErr: `--from "5/3/2026" is no date; write it as 2026-03-31`},
		{name: "turned around", from: "2026-03-05", to: "2026-03-04", wantErr: "--to 2026-03-04 is before --from 2026-03-05"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			from, to, err := backfillOptions{from: test.from, to: test.to}.dates()
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.wantErr {
				t.Fatalf("got error %q, want %q", got, test.wantErr)
			}
			if err == nil && (from.IsZero() != (test.from == "") || to.IsZero() != (test.to == "")) {
				t.Errorf("got %v to %v", from, to)
			}
		})
	}
}
