package recount_test

import (
	"testing"

	"github.com/recaudo/recaudo/internal/recount"
)

func called(id, account, collector, at, reaction string) recount.Row {
	return recount.Row{
		"interaction_id": id, "account_id": account, "collector_id": collector, "channel": "call", "occurred_at": at,
		"reaction": reaction,
	}
}

// Ben reached the debtor after Ana promised more: the last touch is his, the best one hers. The call later on the day of
// the payment earns nothing.
func TestCredits(t *testing.T) {
	h := small("2026-03-20",
		file("a", "assignments", assigned("1", "carl", "2026-03-02", "500")),
		file("i", "interactions", called("i1", "1", "ana", "2026-03-05T15:00:00Z", "promise"),
			called("i2", "1", "ben", "2026-03-10T15:00:00Z", "debtor_contact"),
			called("i3", "1", "dan", "2026-03-12T18:00:00Z", "promise")),
		file("p", "payments", paid("p1", "1", "2026-03-12T17:00:00Z", "100")),
	)
	check(t, find(t, h, "marts.payment_credits", map[string]any{"payment_id": "p1"}), map[string]any{
		"owner_collector_id": "carl", "last_touch_collector_id": "ben", "best_touch_collector_id": "ana",
		"credited_collector_id": "carl", "touch_interaction_id": "i2", "days_since_touch": int64(2),
	})
	check(t, find(t, h, "marts.channel_attempts", map[string]any{"attempt_number": int64(3)}), map[string]any{
		"actions": int64(1), "reactions": int64(1),
	})
	check(t, find(t, h, "marts.channel_periods", map[string]any{
		"period": "day", "as_of": "2026-03-17", "collector_id": "ben",
	}), map[string]any{"actions": int64(0), "matured_actions": int64(1), "paid_actions": int64(1), "payment_ratio": 1.0})
}

// Of two accounts 20 days past due one grows old and one is cured; a third is not restated.
func TestAgingMoves(t *testing.T) {
	list := func(date, account, days string) recount.Row {
		return recount.Row{
			"account_id": account, "collector_id": "ana", "as_of_date": date, "assigned_amount": "100", "days_past_due": days,
		}
	}
	h := small("2026-03-09", file("a", "assignments",
		list("2026-03-02", "1", "20"), list("2026-03-02", "2", "20"), list("2026-03-02", "3", "20"),
		list("2026-03-09", "1", "31"), list("2026-03-09", "2", "0"), list("2026-03-09", "3", "")))
	check(t, find(t, h, "marts.aging_days", map[string]any{"as_of": "2026-03-09", "aging_bucket": "1-30"}), map[string]any{
		"open_accounts": int64(1), "restated_accounts": int64(2), "rolled_accounts": int64(1), "cured_accounts": int64(1),
		"rolled_amount": recount.Money(1_000_000), "roll_rate": 0.5, "cure_rate": 0.5,
	})
}

// The second call of a day is one too many; the third, at night in Bogota, is outside the hours as well.
func TestContactLimits(t *testing.T) {
	h := small("2026-03-05",
		file("a", "assignments", assigned("1", "ana", "2026-03-02", "500")),
		file("i", "interactions", called("i1", "1", "ana", "2026-03-04T15:00:00Z", "none"),
			called("i2", "1", "ana", "2026-03-04T16:00:00Z", "none"), called("i3", "1", "ana", "2026-03-05T01:00:00Z", "none")),
	)
	h.Settings.Jurisdiction = "CO"
	h.Settings.ContactRules = []recount.ContactRule{{
		Name: "once", Jurisdiction: "CO", Scope: "debtor", Channels: []string{"call"}, Counts: "attempts", WindowKind: "day",
		Maximum: 1, HasHours: true, Hours: []recount.ContactHours{
			{Weekday: 3, From: "07:00", Until: "19:00"}, {Weekday: 5, From: "07:00", Until: "19:00"},
		},
	}}
	want := map[string]bool{"too_many i2": true, "too_many i3": true, "outside_hours i3": true}
	for _, row := range recount.Recount(h)["marts.contact_limit_candidates"].Rows {
		key := row["breach"].(string) + " " + row["interaction_id"].(string)
		if !want[key] {
			t.Errorf("unwanted %s", key)
		}
		delete(want, key)
	}
	if len(want) > 0 {
		t.Errorf("missing %v", want)
	}
	check(t, find(t, h, "marts.agenda", map[string]any{"account_id": "1"}), map[string]any{
		"main_reason": "never_contacted", "score": int64(60), "suggested_channel": "call", "attempt_number": int64(4),
		"contact_from": "07:00:00", "contact_until": "19:00:00", "debtor_accounts": int64(1),
	})
}
