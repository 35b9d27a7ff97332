package cli

import (
	"testing"
	"time"
)

func TestDaysAgo(t *testing.T) {
	today := time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)
	for days, want := range map[int]string{0: "today", 1: "yesterday", 2: "2 days ago", -1: "tomorrow", -3: "3 days from now"} {
		if got := daysAgo(today, today.AddDate(0, 0, -days)); got != want {
			t.Errorf("%d days: got %q, want %q", days, got, want)
		}
	}
}
