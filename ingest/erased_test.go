package ingest

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func TestErasedDebtorsStayOut(t *testing.T) {
	most := 0.5
	in := newInbox(t, Source{Name: "accounts", Entity: "accounts", Path: "accounts*.csv", MaxRejectRatio: &most}, paymentsSource())
	in.opts.ErasedKey = Secret(testKey)
	for _, id := range []string{"D1", "A1"} {
		_, err := in.opts.DB.ExecContext(t.Context(), "insert into ops.erased_ids values (?, now()::timestamp)", of(testKey, id))
		if err != nil {
			t.Fatal(err)
		}
	}
	in.write("accounts_1.csv", 0, "account_id,debtor_id,portfolio", "A1,D1,P", "A2,D1,P", "A3,D3,P", "A4,,P", `A1,D1,"x"y`)
	in.write("pagos_1.csv", 0, paymentHeader, "p1,A1,2026-03-05,10,settled", "p2,A3,2026-03-05,20,settled", "p3,A1,bad,20,settled")
	report := in.run()
	want := []string{"A3|D3", "A4|-"}
	if got := in.query("select account_id, debtor_id from raw.accounts order by 1"); !slices.Equal(got, want) {
		t.Errorf("got accounts %q, want %q", got, want)
	}
	if got := in.query("select payment_id from raw.payments"); !slices.Equal(got, []string{"p2"}) {
		t.Errorf("got payments %q, want p2", got)
	}
	// The line in which DuckDB finds no columns counts as rejected, but its text is not kept.
	if got, want := report.Totals, (Counts{Read: 4, Accepted: 3, Rejected: 1}); got != want {
		t.Errorf("got counts %+v, want %+v", got, want)
	}
	if got := []int64{report.Files[0].Erased, report.Files[1].Erased}; !slices.Equal(got, []int64{2, 2}) {
		t.Errorf("got %d rows of erased debtors, want 2 of each file", got)
	}
	in.wantNowhere("A1", "D1", testKey)

	in.opts.ErasedKey = nil
	if _, err := Run(t.Context(), in.opts); !errors.Is(err, errNoErasedKey) {
		t.Errorf("without the key: got error %v, want %v", err, errNoErasedKey)
	}
}

func TestErasedIDsInBrokenRecords(t *testing.T) {
	erased := Erased{key: Secret(testKey), hashes: map[string]time.Time{of(testKey, "CR-1"): {}}}
	for raw, want := range map[string]bool{
		"CR-1,x": true, `"CR-1";x`: true, "a,\"b\nCR-1,c\nd\"": true, " CR-1 |x": true, "CR-10,x": false, "x,XCR-1": false, "": false,
	} {
		if got := erased.standIn(raw, Dialect{}); got != want {
			t.Errorf("%q: got %v, want %v", raw, got, want)
		}
	}
}

// Ids may hold what delimits elsewhere, and may be written with escapes.
func TestErasedIDsAreFoundAsTheyAreRead(t *testing.T) {
	erased := Erased{key: Secret(testKey), hashes: map[string]time.Time{}}
	for _, id := range []string{"CC:799", "CC,799", "{7|9}", `a"b`, "CC-800"} {
		erased.hashes[of(testKey, id)] = time.Time{}
	}
	r := &rejectReader{loader: &loader{erased: erased}}
	dialect := Dialect{Delimiter: ";"}
	for _, test := range []struct {
		format, text string
		want         bool
	}{
		{"csv", "p1;CC:799;5", true},
		{"csv", "p1;CC,799;5", true},
		{"csv", `p1; "CC,799" ;5`, true},
		{"csv", `p1;"a""b";5`, true},
		{"csv", "p1;\"x\np2;{7|9};5\n\"", true},
		{"csv", `p1;"open;{7|9};5`, true},
		{"csv", "p1;CC:7991;5", false},
		{"ndjson", `{"p": 1, "id": "CC:799"}`, true},
		{"ndjson", `{"p": 1, "id": "CC\u002d800"}`, true},
		{"json", `{"p": {"id": ["a\"b"]}}`, true},
		{"ndjson", `{p": 1, "id": "CC\u002d800"`, true},
		{"ndjson", `{"p": 1, "id": "CC-8001", "x": "CC:7"}`, false},
	} {
		if got := r.holdsErased(wordsOf(test.text, dialect, test.format)); got != test.want {
			t.Errorf("%s %q: got %v, want %v", test.format, test.text, got, test.want)
		}
	}
	if !erased.standIn(`p1;CC,799`, dialect) || !r.holdsErased(cellWords([]string{"p1", " CC:799"})) {
		t.Error("an id is not found in a broken record, or in a cell")
	}
}
