package sqlfiles_test

import (
	"context"
	"errors"
	"maps"
	"testing"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
	"github.com/recaudo/recaudo/transform"
)

// insertContactRules limits contact in two jurisdictions, by account and by debtor.
func insertContactRules(ctx context.Context, db *warehouse.DB) error {
	for _, rule := range []map[string]string{
		{
			"rule": "calls", "jurisdiction": "X", "scope": "debt", "channels": "[call, sms]", "counts": "attempts",
			"window_kind": "rolling", "window_days": "7", "maximum": "1", "quiet_days": "3",
		},
		{
			"rule": "contacts", "jurisdiction": "X", "scope": "debtor", "channels": "[call, sms, whatsapp, visit]",
			"counts": "contacts", "window_kind": "week", "maximum": "1",
		},
		{
			"rule": "gap", "jurisdiction": "Y", "scope": "debtor", "channels": "[call, sms, whatsapp]", "counts": "attempts",
			"minimum_gap_days": "4", "quiet_days": "5", "effective_from": dateText(10),
		},
		{
			"rule": "hours", "jurisdiction": "X", "scope": "debtor", "channels": "[call, visit]", "has_hours": "true",
			"holidays": "[" + dateText(8) + "]",
		},
	} {
		if rule["has_hours"] == "" {
			rule["has_hours"] = "false"
		}
		if err := insertRow(ctx, db, transform.Relation{Schema: "ops", Name: "contact_rules"}, rule); err != nil {
			return err
		}
	}
	for _, weekday := range []string{"1", "2", "3", "4", "5"} {
		err := insertRow(ctx, db, transform.Relation{Schema: "ops", Name: "contact_hours"},
			map[string]string{"rule": "hours", "weekday": weekday, "from_time": "09:00", "until_time": "18:00"})
		if err != nil {
			return err
		}
	}
	return nil
}

// countCandidates counts the candidates of contact limits by the scope of the rule and, as "shared", those of scope
// debtor whose debtor has several accounts.
func countCandidates(ctx context.Context, db *warehouse.DB) (counts map[string]int, err error) {
	rows, err := db.QueryContext(ctx, `
		select scope, count(*), count(*) filter (scope = 'debtor' and debtor_id in (
			select debtor_id from intermediate.debtors group by debtor_id having count(*) > 1
		))
		from marts.contact_limit_candidates
		group by scope`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	counts = map[string]int{}
	for rows.Next() {
		var scope string
		var count, shared int
		if err := rows.Scan(&scope, &count, &shared); err != nil {
			return nil, err
		}
		counts[scope] = count
		counts["shared"] += shared
	}
	return counts, rows.Err()
}

// TestLateNewsRestatesAccountsOfTheDebtor is about late facts of an account that change what contact limits find on
// others. A1 and A2 are of one debtor, A3 of another. Each was reached once in one week, which is one time too many for
// the debtor of two.
func TestLateNewsRestatesAccountsOfTheDebtor(t *testing.T) {
	project, err := transform.Load(t.Context(), sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	account := func(id, debtor string) fact {
		return fact{entity: "accounts", key: id, values: map[string]string{"account_id": id, "debtor_id": debtor}}
	}
	reached := func(id, account string, day int) fact {
		return fact{entity: "interactions", key: id, values: map[string]string{
			"interaction_id": id, "account_id": account, "channel": "whatsapp", "occurred_at": dateText(day),
			"reaction": "debtor_contact",
		}}
	}
	held := func(id, debtor string, day int) fact {
		return fact{entity: "assignments", key: id + debtor, values: map[string]string{
			"account_id": id, "collector_id": "ana", "assigned_at": dateText(day), "debtor_id": debtor,
		}}
	}
	// 2026-01-05 is a Monday.
	known := []fact{reached("I2", "A2", 5), reached("I1", "A1", 6), reached("I3", "A3", 6)}
	stated := append([]fact{account("A1", "D1"), account("A2", "D1"), account("A3", "D3")}, known...)
	early := reached("I2", "A2", 5)
	early.values = changed(early.values, "occurred_at", "2026-01-05 03:00:00") // still Sunday in Bogota
	for _, test := range []struct {
		name        string
		known       []fact
		late        fact // of the second night
		killedAfter transform.Relation
	}{
		{
			name:  "an action on the other account comes before",
			known: append([]fact{reached("I4", "A1", 12)}, stated...),
			late:  reached("I5", "A2", 11),
		},
		{
			name:  "an action turns out to be of another account",
			known: stated,
			late:  reached("I2", "A3", 5),
		},
		{
			name:  "an action turns out to have been in another week",
			known: stated,
			late:  reached("I2", "A2", 15),
		},
		{
			name:  "an account goes to another debtor",
			known: stated,
			late:  account("A2", "D3"),
		},
		{
			name:        "an account goes to another debtor, and the first run of the night is killed",
			known:       stated,
			late:        account("A2", "D3"),
			killedAfter: transform.Relation{Schema: "intermediate", Name: "debtors"},
		},
		{
			name:  "an account turns out to be of nobody else",
			known: stated,
			late:  account("A2", ""),
		},
		{
			name:  "an account gets its debtor by its statement",
			known: known,
			late:  account("A2", "A1"), // as which A1 counts by itself
		},
		{
			name:  "an account whose own id is the debtor of another gets a debtor",
			known: []fact{account("A2", "A1"), reached("I1", "A1", 5), reached("I2", "A2", 6)},
			late:  account("A1", "D9"),
		},
		{
			name:  "an account gets its debtor by its assignment",
			known: append([]fact{held("A1", "D1", 0), held("A3", "D3", 0)}, known...),
			late:  held("A2", "D1", 20),
		},
		{
			name:  "a later assignment names another debtor",
			known: append([]fact{held("A1", "D1", 0), held("A2", "D1", 0), held("A3", "D3", 0)}, known...),
			late:  held("A2", "D3", 20),
		},
		{
			name: "an assignment that was known before takes effect",
			known: append([]fact{
				held("A1", "D1", 0), held("A2", "D1", 0), held("A3", "D3", 0), held("A2", "D3", 25),
			}, known...),
			late: reached("I9", "A9", 22),
		},
		{
			name:  "an account comes under other limits",
			known: stated,
			late: fact{entity: "accounts", key: "A2", values: map[string]string{
				"account_id": "A2", "debtor_id": "D1", "jurisdiction": "Y",
			}},
		},
		{
			name:  "an account gets another clock, by which an action was in another week",
			known: append(append([]fact{}, stated[:3]...), early, reached("I1", "A1", 6)),
			late: fact{entity: "accounts", key: "A2", values: map[string]string{
				"account_id": "A2", "debtor_id": "D1", "time_zone": "Pacific/Auckland",
			}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.late.night = 1
			h := &history{nights: []int{22, 30}, facts: append(test.known, test.late), killedAfter: test.killedAfter}
			r, err := replay(t.Context(), project, h, maps.Clone(defaultSettings))
			if err != nil {
				t.Fatal(err)
			}
			for _, difference := range r.differences {
				t.Error(difference)
			}
		})
	}
}
