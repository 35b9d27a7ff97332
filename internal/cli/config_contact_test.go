package cli

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

// limitsConfig is a config whose contact limits are the lines of body, from line 4 on.
func limitsConfig(body string) []byte {
	return []byte("timezone: America/Bogota\ncurrency: COP\ncontact_limits:\n" + body +
		"\nsources:\n  - {name: pagos, entity: payments, path: \"pagos*.csv\"}\n")
}

func TestShippedContactRulesAreValid(t *testing.T) {
	rules, err := shippedContactRules()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules {
		if key, message := rule.fault(); message != "" {
			t.Errorf("%s%s: %s", rule.Name, key, message)
		}
		if rule.Source == "" || rule.EffectiveFrom == "" {
			t.Errorf("%s: want a source and effective_from", rule.Name)
		}
	}
}

func TestContactRuleFaults(t *testing.T) {
	const start = "name: calls, jurisdiction: CO, scope: debtor, channels: [call]"
	for _, test := range []struct{ rule, want string }{
		{"jurisdiction: CO, scope: debt, channels: [call], quiet_days: 1", "5:7: a contact rule has no `name:`"},
		{"name: calls, scope: debt, channels: [call], quiet_days: 1", "5:7: a contact rule has no `jurisdiction:`"},
		{"name: calls, jurisdiction: CO, channels: [call], quiet_days: 1", "5:7: a contact rule has no `scope:`"},
		{"name: calls, jurisdiction: CO, scope: debt, quiet_days: 1", "5:7: a contact rule has no `channels:`"},
		{"name: calls, jurisdiction: CO, scope: account, channels: [call]", `scope "account" is neither debt nor debtor`},
		{"name: calls, jurisdiction: CO, scope: debt, channels: [call, fax]", `channel "fax" is none of [call sms`},
		{"name: calls, jurisdiction: CO, scope: debt, channels: [call, call]", `channel "call" is there twice`},
		{start, `the rule "calls" limits nothing`},
		{start + ", counts: calls", `counts "calls" is neither attempts nor contacts`},
		{start + ", counts: attempts", "counts is there without a maximum"},
		{start + ", maximum: 1, window: {days: 1}", "does not say what it `counts:`"},
		{start + ", minimum_gap_days: 1", "does not say what it `counts:`"},
		{start + ", counts: attempts, maximum: -1, window: {days: 1}", "5:99: -1 is below zero"},
		{start + ", counts: attempts, maximum: 1", "a maximum needs a window"},
		{start + ", quiet_days: 1, window: {days: 1}", "a window is there without a maximum"},
		{start + ", counts: attempts, maximum: 1, window: {}", "a window is either"},
		{start + ", counts: attempts, maximum: 1, window: {days: 1, calendar: day}", "a window is either"},
		{start + ", counts: attempts, maximum: 1, window: {days: -7}", "-7 is below zero"},
		{start + ", counts: attempts, maximum: 1, window: {calendar: year}", `"year" is none of day, week, month`},
		{start + ", counts: attempts, minimum_gap_days: 0", "0 days limit nothing"},
		{start + ", quiet_days: -1", "-1 days limit nothing"},
		{start + `, hours: {lunes: "07:00-19:00"}`, `"lunes" is no weekday`},
		{start + `, hours: {monday: "25-7"}`, `"25-7" are no hours`},
		{start + `, hours: {monday: "7:00-19:00"}`, `"7:00-19:00" are no hours`},
		{start + `, hours: {monday: "07:00-24:30"}`, `"07:00-24:30" are no hours`},
		{start + `, hours: {monday: "19:00-07:00"}`, `the hours "19:00-07:00" end before they begin`},
		{start + `, hours: {monday: "07:00-19:00", weekdays: "08:00-12:00"}`, "monday has hours twice"},
		{start + ", holidays: [AR]", `holiday "AR" is neither a date like`},
		{start + ", holidays: [2026-02-30]", `holiday "2026-02-30" is neither a date`},
		{start + ", quiet_days: 1, effective_from: 01/03/2026", `"01/03/2026" is no date`},
		{start + ", quiet_days: 1, effective_from: 2026-03-02, effective_to: 2026-03-01", "before it begins"},
		{"name: calls, disabled: true", `no rule "calls" is shipped that could be disabled`},
		{start + ", quiet_day: 1", "unknown key \"quiet_day\"; did you mean `quiet_days`?"},
		{start + ", quiet_days: many", "the key takes a whole number"},
	} {
		_, err := parseConfig("recaudo.yaml", limitsConfig("  rules:\n    - {"+test.rule+"}"))
		switch {
		case err == nil:
			t.Errorf("%s: accepted, want %q", test.rule, test.want)
		case !isConfigError(err) || !strings.Contains(err.Error(), ":5:") || !strings.Contains(err.Error(), test.want):
			t.Errorf("%s: got %q, want line 5 and %q", test.rule, err, test.want)
		}
	}
}

func TestContactRulesOfOneName(t *testing.T) {
	const rule = "    - {name: calls, jurisdiction: CO, scope: debt, channels: [call], quiet_days: 1, %s}\n"
	for _, test := range []struct {
		name, first, second string
		isRefused           bool
	}{
		{"one after the other", "effective_to: 2026-03-01", "effective_from: 2026-03-02", false},
		{"in the other order", "effective_from: 2026-03-02", "effective_to: 2026-03-01", false},
		{"on one date", "effective_to: 2026-03-02", "effective_from: 2026-03-02", true},
		{"without an end", "effective_from: 2026-03-02", "effective_from: 2027-03-02", true},
		{"one is disabled", "effective_from: 2026-03-02", "disabled: true", false},
	} {
		body := "  rules:\n" + fmt.Sprintf(rule, test.first) + fmt.Sprintf(rule, test.second)
		_, err := parseConfig("recaudo.yaml", limitsConfig(body))
		if isRefused := err != nil; isRefused != test.isRefused {
			t.Errorf("%s: got %v, want refused: %v", test.name, err, test.isRefused)
		}
	}
}

func TestJurisdictionWithoutRules(t *testing.T) {
	for body, want := range map[string]string{
		"  jurisdiction: Colombia": `4:17: no rule is for the jurisdiction "Colombia"; there are rules for [CL CO`,
		"  jurisdiction: CO\n  shipped: false\n  rules:\n" +
			"    - {name: own, jurisdiction: PE, scope: debt, channels: [call], quiet_days: 1}": "there are rules for [PE]",
	} {
		_, err := parseConfig("recaudo.yaml", limitsConfig(body))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", body, err, want)
		}
	}
}

// TestContactRulesInTheWarehouse is about which rules hold, and how the tables hold them.
func TestContactRulesInTheWarehouse(t *testing.T) {
	db, err := warehouse.Open(t.Context(), warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Prepare(t.Context(), sqlfiles.FS); err != nil {
		t.Fatal(err)
	}
	config, err := parseConfig("recaudo.yaml", limitsConfig(`  jurisdiction: CO
  rules:
    - {name: co-ley-2300-contacts, disabled: true}
    - name: co-ley-2300-hours
      jurisdiction: CO
      scope: debt
      channels: [call, sms]
      counts: attempts
      window: {days: 7}
      maximum: 0
      minimum_gap_days: 2
      quiet_days: 3
      hours: {weekdays: "07:00-18:30", sunday: "00:00-24:00"}
      holidays: [2026-12-24, CO]
      effective_from: 2026-12-01
      effective_to: 2026-12-31
      source: ours
`))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time replaces the first
		err := db.InTx(t.Context(), func(tx *sql.Tx) error { return config.ContactLimits.write(t.Context(), tx) })
		if err != nil {
			t.Fatal(err)
		}
	}
	got := queryText(t, db, "from ops.contact_rules where jurisdiction = 'CO'")
	want := "co-ley-2300-hours|CO|debt|[call, sms]|attempts|rolling|7|0|2|3|true|" +
		"[2026-12-08, 2026-12-24, 2026-12-25]|2026-12-01|2026-12-31|ours\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	got = queryText(t, db, "from ops.contact_hours where rule = 'co-ley-2300-hours' and weekday > 4 order by weekday")
	want = "co-ley-2300-hours|2026-12-01|5|07:00:00|18:30:00\nco-ley-2300-hours|2026-12-01|7|00:00:00|23:59:59.999999\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hours (-want +got):\n%s", diff)
	}
	got = queryText(t, db, "select rule, counts, window_kind, window_days, maximum, quiet_days, effective_to "+
		"from ops.contact_rules where jurisdiction in ('CL', 'MX') order by rule")
	want = "cl-ley-21320-calls-visits|attempts|week||1||\ncl-ley-21320-other-media|attempts|week||2||\n" +
		"mx-condusef-hours||||||\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("shipped rules (-want +got):\n%s", diff)
	}
}

// queryText returns rows of text, bars between the cells; NULL is empty.
func queryText(t *testing.T, db *warehouse.DB, query string) string {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), "select columns(*)::varchar from ("+query+")")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for rows.Next() {
		cells, targets := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range cells {
			targets[i] = &cells[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		for i, cell := range cells {
			if i > 0 {
				text.WriteString("|")
			}
			text.WriteString(cell.String)
		}
		text.WriteString("\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// TestSettingsHashKnowsTheContactRules holds that a changed rule means a changed board.
func TestSettingsHashKnowsTheContactRules(t *testing.T) {
	seen := map[string]string{}
	for _, body := range []string{
		"  shipped: true",
		"  shipped: false",
		"  jurisdiction: CO",
		"  rules: [{name: pe-ley-29571-hours, disabled: true}]",
		"  rules: [{name: own, jurisdiction: CO, scope: debt, channels: [call], quiet_days: 1}]",
		"  rules: [{name: own, jurisdiction: CO, scope: debt, channels: [call], quiet_days: 2}]",
		"  rules: [{name: own, jurisdiction: CO, scope: debt, channels: [call], hours: {daily: \"07:00-19:00\"}}]",
	} {
		config, err := parseConfig("recaudo.yaml", limitsConfig(body))
		if err != nil {
			t.Fatal(err)
		}
		hash, err := newSettings(config, time.Time{}).hash()
		if err != nil {
			t.Fatal(err)
		}
		if seen[hash] != "" {
			t.Errorf("%s and %s have one hash", body, seen[hash])
		}
		seen[hash] = body
	}
}
