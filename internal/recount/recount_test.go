package recount_test

import (
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

// small is a history of a few files, with windows as they are by default.
func small(asOf string, files ...recount.File) recount.History {
	for i := range files {
		files[i].Source = files[i].Entity
		if files[i].ExportedAt.IsZero() {
			files[i].ExportedAt = time.Date(2026, 3, 1, 12, i, 0, 0, time.UTC)
		}
	}
	return recount.History{
		Settings: recount.Settings{
			TimeZone: "America/Bogota", Currency: "COP", Attribution: "owner", MinAssignedAccounts: 1, GraceDays: 3,
			TouchDays: 30, PaymentDays: 7, FatigueDays: 60, IdleDays: 15, VisitDays: 60, BucketDays: []int{30, 60, 90},
			AgendaAccounts: 40, HighValueShare: 0.2, AgendaChannels: []string{"call", "sms"},
			AgendaPoints: map[string]int{"promise_due": 100, "never_contacted": 60, "idle": 40},
		},
		Nights: []recount.Night{{AsOf: asOf, Files: files}},
	}
}

func file(name, entity string, rows ...recount.Row) recount.File {
	return recount.File{Name: name, Entity: entity, Rows: rows}
}

// find returns the one row of a mart with the given values.
func find(t *testing.T, h recount.History, mart string, where map[string]any) map[string]any {
	t.Helper()
	var found []map[string]any
rows:
	for _, row := range recount.Recount(h)[mart].Rows {
		for column, value := range where {
			if row[column] != value {
				continue rows
			}
		}
		found = append(found, row)
	}
	if len(found) != 1 {
		t.Fatalf("%s where %v: got %d rows, want one", mart, where, len(found))
	}
	return found[0]
}

func check(t *testing.T, row, want map[string]any) {
	t.Helper()
	for column, value := range want {
		if row[column] != value {
			t.Errorf("%s: got %v, want %v", column, row[column], value)
		}
	}
}

func assigned(account, collector, start, amount string) recount.Row {
	return recount.Row{"account_id": account, "collector_id": collector, "assigned_at": start, "assigned_amount": amount}
}

func paid(id, account, date, amount string) recount.Row {
	return recount.Row{"payment_id": id, "account_id": account, "paid_at": date, "amount": amount}
}

// Ana and Bea hold 1,000 each in one cell; Ana recovers 300 of it, Bea 100: the cell's ratio is 0.2, so each was to
// recover 200.
func TestExpectedAmount(t *testing.T) {
	h := small("2026-03-10",
		file("a", "assignments", assigned("1", "ana", "2026-03-02", "1000"), assigned("2", "bea", "2026-03-02", "1000")),
		file("p", "payments", paid("p1", "1", "2026-03-05", "300"), paid("p2", "2", "2026-03-06", "100")),
	)
	check(t, find(t, h, "marts.leaderboard", map[string]any{"collector_id": "ana"}), map[string]any{
		"assigned_amount": recount.Money(10_000_000), "recovered_amount": recount.Money(3_000_000),
		"expected_amount": recount.Money(2_000_000), "performance_index": 1.5, "effectiveness_by_amount": 0.3,
		"account_days": int64(9), "open_amount": recount.Money(7_000_000), "rank_by_amount": int64(1),
		"rank_by_count": int64(1), "rank_by_index": int64(1), "rank_change": int64(0), "untouched_accounts": int64(1),
	})
	check(t, find(t, h, "marts.leaderboard", map[string]any{"collector_id": "bea"}), map[string]any{
		"performance_index": 0.5, "rank_by_amount": int64(2), "rank_by_count": int64(1),
	})
}

// A payment in February is taken back in March, when Bea holds the account: it is Ana's loss, on the side on which the
// payment was, and in nobody's expected amount.
func TestReversalAfterReassignment(t *testing.T) {
	back := paid("p2", "1", "2026-03-05", "-300")
	back["reverses_payment_id"] = "p1"
	h := small("2026-03-10",
		file("a", "assignments", assigned("1", "ana", "2026-02-10", "1000"), assigned("1", "bea", "2026-03-01", "700")),
		file("p", "payments", paid("p1", "1", "2026-02-20", "300"), back),
	)
	check(t, find(t, h, "marts.leaderboard", map[string]any{"collector_id": "ana"}), map[string]any{
		"assigned_accounts": int64(0), "recovered_amount": recount.Money(-3_000_000),
		"recovered_assigned_amount": recount.Money(-3_000_000), "expected_amount": recount.Money(0),
		"performance_index": nil,
	})
	check(t, find(t, h, "marts.leaderboard", map[string]any{"collector_id": "bea"}), map[string]any{
		"recovered_amount": recount.Money(0), "open_amount": recount.Money(10_000_000),
	})
}

// A promise is kept on the last day of grace; another is rolled twice, and the second roll breaks it.
func TestPromises(t *testing.T) {
	promise := func(id, account, on, due string) recount.Row {
		return recount.Row{
			"interaction_id": id, "account_id": account, "collector_id": "ana", "channel": "call", "occurred_at": on,
			"promised_amount": "100", "promised_date": due,
		}
	}
	h := small("2026-03-20",
		file("a", "assignments", assigned("1", "ana", "2026-03-02", "500"), assigned("2", "ana", "2026-03-02", "500")),
		file("i", "interactions", promise("kept", "1", "2026-03-03", "2026-03-05"),
			promise("first", "2", "2026-03-03", "2026-03-05"), promise("second", "2", "2026-03-06", "2026-03-08"),
			promise("third", "2", "2026-03-09", "2026-03-18")),
		file("p", "payments", paid("p1", "1", "2026-03-04", "60"), paid("p2", "1", "2026-03-08", "40")),
	)
	for id, want := range map[string]map[string]any{
		"kept":   {"status": "kept", "judged_on": "2026-03-08", "paid_amount": recount.Money(1_000_000)},
		"first":  {"status": "superseded", "judged_on": "2026-03-06"},
		"second": {"status": "broken", "judged_on": "2026-03-09"},
		"third":  {"status": "pending", "judged_on": nil},
	} {
		check(t, find(t, h, "marts.promises", map[string]any{"promise_id": id}), want)
	}
}

// The test vector of the Credit Research Foundation, spread over three months.
func TestCollectionEffectivenessIndex(t *testing.T) {
	month := func(month, beginning, sales, ending, current string) recount.Row {
		return recount.Row{
			"month": month, "portfolio": "shops", "beginning_receivable": beginning, "credit_sales": sales,
			"ending_receivable": ending, "ending_current": current,
		}
	}
	h := small("2026-03-31", file("r", "receivables", month("2026-01-01", "6200", "3000", "6000", "3000"),
		month("2026-02-01", "6000", "3890", "6500", "3600"), month("2026-03-01", "6500", "4000", "6340", "3590")))
	row := find(t, h, "marts.portfolio_months", map[string]any{"month": "2026-03-01"})
	if cei, ok := row["cei_quarter"].(float64); !ok || cei < 0.5585 || cei > 0.5595 {
		t.Errorf("cei_quarter: got %v, want 0.559", row["cei_quarter"])
	}
	check(t, row, map[string]any{"overdue_receivable": recount.Money(27_500_000), "overdue_ratio": 0.6875})
}

// Of two versions the newer export wins, whichever arrives first; twins without an id both count, once.
func TestRowsInForce(t *testing.T) {
	newer := file("b", "payments", paid("p1", "1", "2026-03-05", "300"))
	older := file("a", "payments", paid("p1", "1", "2026-03-05", "100"))
	newer.ExportedAt = time.Date(2026, 3, 7, 12, 0, 0, 0, time.UTC)
	older.ExportedAt = time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)
	twin := paid("", "1", "2026-03-06", "10")
	twins := file("c", "payments", twin, twin)
	again := file("d", "payments", twin, twin, paid("", "1", "2026-03-07", "10"))
	h := small("2026-03-10", file("s", "assignments", assigned("1", "ana", "2026-03-02", "500")), newer, older, twins, again)
	check(t, find(t, h, "marts.leaderboard", map[string]any{"collector_id": "ana"}), map[string]any{
		"recovered_amount": recount.Money(3_300_000),
	})
}
