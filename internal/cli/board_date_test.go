package cli

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

// TestLastDate compares the last date with what comes out of turning every instant into a date, on rows around
// midnights, some of them after today, in time zones at both ends of the day.
func TestLastDate(t *testing.T) {
	db, err := warehouse.Open(t.Context(), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Prepare(t.Context(), sqlfiles.FS); err != nil {
		t.Fatal(err)
	}
	today := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	tables := map[string]string{
		"interactions": "occurred_at", "payments": "paid_at", "promises": "promised_at", "assignments": "assigned_at",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 200 {
		zone := []string{"America/Bogota", "Pacific/Kiritimati", "Etc/GMT+12", "UTC"}[random.IntN(4)]
		location, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		latestDays := 1 + random.IntN(10) // before today, or after it
		var want time.Time
		for table, column := range tables {
			var rows []string
			for range random.IntN(5) * random.IntN(2) {
				hours := random.IntN(24 * 3)
				at := today.AddDate(0, 0, 5-latestDays).Add(-time.Duration(hours) * time.Hour)
				hasTime := random.IntN(2) == 0
				local := at
				if hasTime {
					local = at.In(location)
				} else {
					at = at.Truncate(24 * time.Hour)
					local = at
				}
				rows = append(rows, fmt.Sprintf("('%s'::timestamp, %t)", at.Format(time.DateTime), hasTime))
				date := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
				if date.After(want) && at.Before(today.AddDate(0, 0, 2)) {
					want = date
				}
			}
			statements := []string{"delete from raw." + table}
			if len(rows) > 0 {
				statements = append(statements, fmt.Sprintf("insert into raw.%s by name select * from (values %s) as rows (%s, %s_has_time)",
					table, strings.Join(rows, ", "), column, column))
			}
			for _, statement := range statements {
				if _, err := db.ExecContext(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
		}
		if want.After(today) {
			want = today
		}
		got, err := lastDate(t.Context(), db, zone, today)
		if err != nil || !got.Equal(want) {
			t.Fatalf("round %d in %s: lastDate() = %s, %v, want %s", round, zone, got, err, want)
		}
	}
}
