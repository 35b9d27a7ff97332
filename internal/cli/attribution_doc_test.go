package cli

import (
	"os"
	"strings"
	"testing"
)

// TestAttributionPageQuotesTheQuery holds that the page shows the query as the file has it, which the script
// attribution.txtar runs.
func TestAttributionPageQuotesTheQuery(t *testing.T) {
	const pageFile, queryFile = "../../docs/attribution.md", "../../sql/examples/attribution_ranks.sql"
	page, err := os.ReadFile(pageFile)
	if err != nil {
		t.Fatal(err)
	}
	query, err := os.ReadFile(queryFile)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "```sql\n"+string(query)+"```\n") {
		t.Errorf("%s does not quote %s as it is", pageFile, queryFile)
	}
}
