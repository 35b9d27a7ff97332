package cli

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/recaudo/recaudo/ingest"
)

func TestEraseOfPseudonyms(t *testing.T) {
	o := newOffice(t, officeConfig+"privacy: {pseudonymize: [debtor_id, account_id], key_env: TEST_KEY}\n")
	const key = "0123456789abcdef0123456789abcdef"
	o.env = map[string]string{"TEST_KEY": key}
	for _, name := range []string{"cartera_1.csv", "gestiones_1.ndjson", "pagos_1.csv"} {
		o.write("inbox/"+name, officeFile[name])
	}
	o.recaudo(exitDone, "run")
	clear := slices.DeleteFunc(o.holding(append(hisIDs, key)...), func(found string) bool { return strings.HasPrefix(found, "archive/") })
	if len(clear) > 0 {
		t.Errorf("in clear: %q", clear)
	}
	// Exports and archive have his ids in clear, and nothing but the key tells which they are.
	_, said := o.recaudo(exitDone, "erase", ingest.Pseudonyms{Key: ingest.Secret(key)}.Of(debtor), "--verbose")
	for _, name := range []string{"cartera_1.csv", "gestiones_1.ndjson", "pagos_1.csv"} {
		if !strings.Contains(said, "he stands in the export "+filepath.Join(o.folder, "inbox", name)) {
			t.Errorf("erase did not name %s:\n%s", name, said)
		}
	}
	if strings.Contains(said, key) || strings.Contains(said, debtor) {
		t.Errorf("a secret is told: %s", said)
	}
	stdout, _ := o.recaudo(exitDone, "query", "--format", "csv", "select count(distinct account_id) as accounts from raw.assignments")
	if stdout != "accounts\n2\n" {
		t.Errorf("got %q", stdout)
	}
	if found := o.holding(hisIDs...); len(found) > 0 {
		t.Errorf("still there: %q", found)
	}
	o.env["TEST_KEY"] = strings.ToUpper(key)
	if _, said := o.recaudo(exitFailed, "run"); !strings.Contains(said, "ids would no longer match") || strings.Contains(said, key) {
		t.Errorf("another key: %s", said)
	}
	stdout, _ = o.recaudo(exitFailed, "doctor")
	if !strings.Contains(stdout, "the key of `privacy:` is not the one") || strings.Contains(stdout, key) {
		t.Errorf("doctor with another key:\n%s", stdout)
	}
}
