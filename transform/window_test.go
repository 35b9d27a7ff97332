package transform

import (
	"slices"
	"testing"
)

func TestPieces(t *testing.T) {
	cases := map[string]struct {
		window Window
		want   []Window
		days   int
	}{
		"every ten days": {window("2026-01-10", "2026-02-03"), []Window{
			window("2026-01-10", "2026-01-20"), window("2026-01-20", "2026-01-30"), window("2026-01-30", "2026-02-01"),
			window("2026-02-01", "2026-02-03"),
		}, 10},
		"inside a month": {window("2026-01-10", "2026-01-20"), []Window{window("2026-01-10", "2026-01-20")}, 0},
		"a whole month":  {window("2026-02-01", "2026-03-01"), []Window{window("2026-02-01", "2026-03-01")}, 0},
		"over New Year": {window("2025-12-31", "2026-02-02"), []Window{
			window("2025-12-31", "2026-01-01"), window("2026-01-01", "2026-02-01"), window("2026-02-01", "2026-02-02"),
		}, 0},
		"from the end of a long month": {window("2026-01-31", "2026-03-01"), []Window{
			window("2026-01-31", "2026-02-01"), window("2026-02-01", "2026-03-01"),
		}, 0},
		"empty": {window("2026-01-10", "2026-01-10"), nil, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := c.window.pieces(c.days); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestReachedBy(t *testing.T) {
	cases := map[string]struct {
		changed Window
		reach   Lookback
		want    Window
	}{
		"that day alone":       {window("2026-01-10", "2026-01-11"), Lookback{}, window("2026-01-10", "2026-01-11")},
		"days after":           {window("2026-01-10", "2026-01-11"), Lookback{Days: 3}, window("2026-01-10", "2026-01-14")},
		"to the end":           {window("2026-01-10", "2026-01-11"), Lookback{Unbounded: true}, window("2026-01-10", "2026-04-01")},
		"past the end":         {window("2026-03-30", "2026-03-31"), Lookback{Days: 30}, window("2026-03-30", "2026-04-01")},
		"before the start":     {window("2025-12-30", "2026-01-02"), Lookback{}, window("2026-01-01", "2026-01-02")},
		"all before the start": {window("2025-12-01", "2025-12-02"), Lookback{}, window("2026-04-01", "2026-04-01")},
		"nothing changed":      {window("2026-01-10", "2026-01-10"), Lookback{Unbounded: true}, window("2026-04-01", "2026-04-01")},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := window("2026-01-01", "2026-04-01").reachedBy(c.changed, c.reach)
			if got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
