package recount_test

import (
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/recount"
)

// lookedThrough is how many histories are looked through for what must not be missing.
const lookedThrough = 20

// rare are cases that tell readings of the canon apart. Agreement says nothing about one that no history has.
var rare = []string{
	"promise superseded", "promise partial", "promise broken", "promise kept", "promise pending",
	"promise renewed twice", "promise kept on the last day of grace", "promise over a month's end",
	"keeping taken back by a reversal",
	"reversal before a reassignment", "reversal after a reassignment", "reversal in a later month",
	"payment settled", "payment pending", "payment failed", "payment reversed", "payment unknown", "payment ignored",
	"reassignment inside a team", "reassignment across teams", "account that returns", "account without a holder",
	"paid off and still listed", "two balances of a date",
	"collectors of one name", "two currencies", "two portfolios",
	"event just before midnight", "event just after midnight", "another date on the debtor's clock",
	"file that comes late", "file that comes twice", "file that has grown",
	"channel worn", "agenda after a closed day", "debtor with several accounts",
	"breach holiday", "breach outside_hours", "breach too_many", "breach too_soon", "breach after_contact",
	"reason promise_due", "reason promise_broken", "reason never_contacted", "reason idle", "reason high_value",
	"reason channel_worn",
}

// TestRare wants every rare case, and a value in every column, in the first histories already.
func TestRare(t *testing.T) {
	found := map[string]int{}
	for seed := range uint64(lookedThrough) {
		history := newHistory(seed)
		marts := recount.Recount(history)
		for name := range casesOf(history, marts) {
			found[name]++
		}
		for name := range valuesIn(marts) {
			found[name]++
		}
	}
	for _, name := range rare {
		if found[name] == 0 {
			t.Errorf("%s: never in %d histories", name, lookedThrough)
		}
		t.Logf("%3d  %s", found[name], name)
	}
	for name, n := range found {
		if column, isColumn := strings.CutPrefix(name, "empty "); isColumn && found["value in "+column] == 0 {
			t.Errorf("%s: NULL, zero or no row in all of %d histories", column, n)
		}
	}
}

// TestLargeHistory wants one history in so many with thousands of accounts.
func TestLargeHistory(t *testing.T) {
	accounts := map[string]bool{}
	for _, file := range filesByVersion(newHistory(largeEvery - 1)) {
		for _, row := range file.Rows {
			accounts[row["account_id"]] = true
		}
	}
	if len(accounts) < 3000 {
		t.Errorf("got %d accounts, want 3000 or more", len(accounts))
	}
}

// valuesIn names the columns in which a history has a value other than NULL and zero, and those it has not.
func valuesIn(marts map[string]recount.Table) map[string]bool {
	names := map[string]bool{}
	for _, mart := range marts {
		names["empty "+mart.Name] = true
		for _, row := range mart.Rows {
			names["value in "+mart.Name] = true
			for column, value := range row {
				name := "value in "
				switch value {
				case nil, int64(0), recount.Money(0), 0.0, false:
					name = "empty "
				}
				names[name+mart.Name+"."+column] = true
			}
		}
	}
	return names
}

// cases are the rare cases of one history.
type cases map[string]bool

func (c cases) note(name string, isThere bool) {
	if isThere {
		c[name] = true
	}
}

func casesOf(history recount.History, marts map[string]recount.Table) cases {
	c := cases{}
	c.ofPromises(history, marts)
	c.ofPayments(marts)
	c.ofTimelines(marts)
	c.ofFiles(history)
	seen := map[string]map[string]bool{"collector_name": {}, "currency": {}, "portfolio": {}, "collector_id": {}}
	for _, row := range marts["marts.collector_periods"].Rows {
		for column := range seen {
			seen[column][row[column].(string)] = true
		}
	}
	c.note("collectors of one name", len(seen["collector_name"]) < len(seen["collector_id"]))
	c.note("two currencies", len(seen["currency"]) > 1)
	c.note("two portfolios", len(seen["portfolio"]) > 1)
	for _, row := range marts["marts.channel_wear"].Rows {
		c.note("channel worn", row["worn_at_attempt"] != nil)
	}
	asOf := dateOf(history.Nights[len(history.Nights)-1].AsOf)
	for _, row := range marts["marts.agenda"].Rows {
		c.note("agenda after a closed day", dateOf(row["agenda_date"]).Sub(asOf) > 24*time.Hour)
		c.note("debtor with several accounts", row["debtor_accounts"].(int64) > 1)
		for reason := range strings.SplitSeq(row["reasons"].(string), ", ") {
			c["reason "+strings.Fields(reason)[0]] = true
		}
	}
	for _, row := range marts["marts.contact_limit_candidates"].Rows {
		c["breach "+row["breach"].(string)] = true
		c.note("another date on the debtor's clock", row["local_date"] != row["action_date"])
	}
	return c
}

func dateOf(value any) time.Time { return must(time.Parse(time.DateOnly, value.(string))) }

func (c cases) ofPromises(history recount.History, marts map[string]recount.Table) {
	without := filtered(history, func(_ recount.File, row recount.Row, _ string) bool {
		return row["reverses_payment_id"] == ""
	})
	isKept := map[any]bool{}
	for _, row := range recount.Recount(without)["marts.promises"].Rows {
		isKept[row["promise_id"]] = row["promise_id"] != "" && row["status"] == "kept"
	}
	for _, row := range marts["marts.promises"].Rows {
		status, due := row["status"].(string), dateOf(row["due_date"])
		c["promise "+status] = true
		c.note("keeping taken back by a reversal", status != "kept" && isKept[row["promise_id"]])
		c.note("promise over a month's end", row["judged_on"] != nil &&
			row["judged_on"].(string)[:7] > row["promised_on"].(string)[:7])
		if row["judged_on"] == nil {
			continue
		}
		deadline := due.AddDate(0, 0, history.Settings.GraceDays)
		judged := dateOf(row["judged_on"])
		c.note("promise kept on the last day of grace", status == "kept" && judged.Equal(deadline) && judged.After(due))
		c.note("promise renewed twice", status == "broken" && !judged.After(deadline))
	}
}

func (c cases) ofPayments(marts map[string]recount.Table) {
	assigned := map[any][]string{}
	for _, row := range marts["marts.account_timeline"].Rows {
		if row["event"] == "assigned" {
			assigned[row["account_id"]] = append(assigned[row["account_id"]], row["event_date"].(string))
		}
	}
	for _, row := range marts["marts.payment_credits"].Rows {
		c["payment "+row["status"].(string)] = true
		paid, back := row["original_payment_date"].(string), row["payment_date"].(string)
		if row["status"] != "settled" || row["owner_collector_id"] == nil || paid >= back {
			continue
		}
		c.note("reversal in a later month", paid[:7] < back[:7])
		for _, date := range assigned[row["account_id"]] {
			c.note("reversal after a reassignment", paid < date && date <= back)
			c.note("reversal before a reassignment", back < date)
		}
	}
}

func (c cases) ofTimelines(marts map[string]recount.Table) {
	team := map[any]any{} // the last one known
	for _, row := range marts["marts.collector_periods"].Rows {
		team[row["collector_id"]] = row["team"]
	}
	var account, holder, balance any
	isGone := false
	for _, row := range marts["marts.account_timeline"].Rows { // by account, in order
		if row["account_id"] != account {
			account, holder, balance, isGone = row["account_id"], nil, nil, false
		}
		at, isTimed := row["event_at"].(string), row["has_time"].(bool)
		c.note("event just before midnight", isTimed && at[11:16] == "23:59")
		c.note("event just after midnight", isTimed && at[11:16] == "00:00")
		switch row["event"] {
		case "assigned":
			c.note("account that returns", isGone)
			c.note("account without a holder", row["collector_id"] == nil)
			if next := row["collector_id"]; holder != nil && next != nil && next != holder && !isGone {
				c.note("reassignment inside a team", team[holder] == team[next])
				c.note("reassignment across teams", team[holder] != team[next])
			}
			holder, isGone = row["collector_id"], false
		case "unassigned":
			isGone = true
		case "balance_stated":
			c.note("paid off and still listed", row["amount"] == recount.Money(0) && row["collector_id"] != nil)
			c.note("two balances of a date", balance == row["event_date"])
			balance = row["event_date"]
		}
	}
}

func (c cases) ofFiles(history recount.History) {
	names := map[string]bool{}
	for _, file := range filesByVersion(history) {
		c.note("file that comes late", strings.Contains(file.Name, "_old"))
		c.note("file that comes twice", strings.Contains(file.Name, "_copy"))
		c.note("file that has grown", names[file.Source+"/"+file.Name])
		names[file.Source+"/"+file.Name] = true
	}
}
