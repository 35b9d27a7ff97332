package recount_test

import (
	"fmt"
	"testing"
)

func TestDumpN(t *testing.T) {
	h := newHistory(40)
	fmt.Printf("%+v\n", h.Settings)
	fmt.Println(h.Nights[len(h.Nights)-1].AsOf)
	for _, n := range h.Nights { for _, f := range n.Files { for _, r := range f.Rows { if r["account_id"] == "A025" && f.Entity != "payments" && (f.Entity == "accounts" || f.Entity=="interactions" && r["occurred_at"] > "2025-10-08" || f.Entity=="assignments" && r["as_of_date"]+r["assigned_at"] > "2025-10-05") { fmt.Println(f.Name, r) } } } }
}
