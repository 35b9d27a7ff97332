package cli

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

const contactPage = "../../docs/contact-limits.md"

// TestContactPageListsTheShippedRules compares the page's table with the rules, row by row.
func TestContactPageListsTheShippedRules(t *testing.T) {
	content, err := os.ReadFile(contactPage)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := shippedContactRules()
	if err != nil {
		t.Fatal(err)
	}
	want := "| rule | scope | channels | limit | from |\n|---|---|---|---|---|\n"
	for _, rule := range rules {
		want += fmt.Sprintf("| `%s` | %s | %s | %s | %s |\n", rule.Name, rule.Scope, strings.Join(rule.Channels, ", "),
			strings.Join(limitWords(rule), "; "), rule.EffectiveFrom)
	}
	if !strings.Contains(string(content), want+"\n") {
		t.Errorf("%s: want the table\n%s", contactPage, want)
	}
}

// limitWords says in a reader's words what a rule limits.
func limitWords(rule ContactRule) []string {
	var words []string
	if rule.Maximum != nil {
		span := "a " + rule.Window.Calendar
		if rule.Window.Days > 0 {
			span = fmt.Sprintf("in %d days", rule.Window.Days)
		}
		counted := rule.Counts
		if *rule.Maximum == 1 {
			counted = strings.TrimSuffix(counted, "s")
		}
		words = append(words, fmt.Sprintf("%d %s %s", *rule.Maximum, counted, span))
	}
	if rule.MinimumGapDays != nil {
		words = append(words, fmt.Sprintf("%d days apart", *rule.MinimumGapDays))
	}
	if rule.QuietDays != nil {
		words = append(words, fmt.Sprintf("none for %d days from a contact", *rule.QuietDays))
	}
	for _, key := range slices.Backward(slices.Sorted(maps.Keys(rule.Hours))) {
		words = append(words, key+" "+rule.Hours[key])
	}
	for _, holiday := range rule.Holidays {
		words = append(words, "closed on holidays of "+holiday)
	}
	return words
}
