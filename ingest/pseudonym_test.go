package ingest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const testKey = "0123456789abcdef0123456789abcdef"

func privateInbox(t *testing.T) *inbox {
	most := 0.9
	in := newInbox(t,
		Source{Name: "accounts", Entity: "accounts", Path: "accounts*.csv", MaxRejectRatio: &most},
		Source{Name: "payments", Entity: "payments", Path: "payments*.ndjson", MaxRejectRatio: &most})
	in.opts.Pseudonyms = Pseudonyms{Columns: PseudonymColumns(), Key: Secret(testKey)}
	in.opts.Archive = t.TempDir()
	in.write("accounts_1.csv", 0, "account_id,debtor_id,portfolio,original_amount", "A-1,Ñandú 77,P,10", "A-2,,P,x", `A-3,D-3,"P`+strings.Repeat("\n", 30)+`",10`)
	in.write("payments_1.ndjson", 0, `{"payment_id": "p1", "account_id": "A-1", "paid_at": "2026-03-05", "amount": 10}`,
		`{"payment_id": "p2", "account_id": "A-2", "paid_at": "never", "amount": 10}`)
	return in
}

// of is the pseudonym as `openssl dgst -sha256 -hmac KEY` computes it.
func of(key, id string) string {
	sum := hmac.New(sha256.New, []byte(key))
	sum.Write([]byte(id))
	return hex.EncodeToString(sum.Sum(nil))[:32]
}

func TestPseudonymsTakeThePlaceOfIDs(t *testing.T) {
	in := privateInbox(t)
	in.run()
	want := []string{of(testKey, "A-1") + "|" + of(testKey, "Ñandú 77"), of(testKey, "A-2") + "|-",
		of(testKey, "A-3") + "|" + of(testKey, "D-3")}
	slices.Sort(want)
	if got := in.query("select account_id, debtor_id from raw.accounts order by all"); !slices.Equal(got, want) {
		t.Errorf("got accounts %q, want %q", got, want)
	}
	if got := in.query("select count(*) from raw.payments join raw.accounts using (account_id)"); got[0] != "1" {
		t.Errorf("got %s payments with an account, want 1", got[0])
	}
	// Neither quarantine nor any other table holds an id.
	if got := in.query("select count(*) from ops.rejected_rows where raw is not null"); got[0] == "0" {
		t.Error("nothing was recorded, so nothing is proved")
	}
	in.wantNowhere("A-1", "A-2", "A-3", "Ñandú 77", "D-3", testKey)

	// The way back to the line works, and does not show the id.
	in.wantTrace("raw.payments", "p1", `p1 load 2 payments_1.ndjson:1 {"payment_id":"p1","account_id":"…","paid_at":"2026-03-05","amount":10} replaced by 0 `)
	in.wantTrace("raw.accounts", of(testKey, "A-1"), of(testKey, "A-1")+" load 1 accounts_1.csv:2 …,…,P,10 replaced by 0 ")
}

// wantNowhere searches every column of every table.
func (in *inbox) wantNowhere(words ...string) {
	in.t.Helper()
	for _, place := range in.query(`select table_schema || '.' || table_name || '|' || column_name from information_schema.columns
		where table_schema in ('raw', 'ops')`) {
		table, column, _ := strings.Cut(place, "|")
		for _, word := range words {
			found := in.query(fmt.Sprintf("select %[1]s::varchar from %[2]s where contains(%[1]s::varchar, %[3]s)",
				ident(column), table, literal(word)))
			if len(found) > 0 {
				in.t.Errorf("%s.%s holds %s: %q", table, column, word, found)
			}
		}
	}
}

func TestPseudonymsOfAnyKeyAreHMACs(t *testing.T) {
	for _, length := range []int{32, 63, 64, 65, 200} {
		key := strings.Repeat("k", length)
		in := newInbox(t, Source{Name: "accounts", Entity: "accounts", Path: "accounts.csv"})
		in.opts.Pseudonyms = Pseudonyms{Columns: []string{"account_id"}, Key: Secret(key)}
		in.write("accounts.csv", 0, "account_id,debtor_id", "A-1,D-1")
		in.run()
		want := of(key, "A-1") + "|D-1"
		if got := in.query("select account_id, debtor_id from raw.accounts"); len(got) != 1 || got[0] != want {
			t.Errorf("key of %d bytes: got %q, want %s", length, got, want)
		}
		if got := in.opts.Pseudonyms.Of("A-1"); got != of(key, "A-1") {
			t.Errorf("key of %d bytes: Of gives %s", length, got)
		}
	}
}

func TestPseudonymsThatChangeAreRefused(t *testing.T) {
	tests := []struct {
		name   string
		change Pseudonyms
		want   string
	}{
		{"another key", Pseudonyms{PseudonymColumns(), Secret(strings.Repeat("x", 32))}, "the key of `privacy:` is not the one"},
		{"none", Pseudonyms{}, "`privacy.pseudonymize` names [], but the rows in the warehouse were loaded with [account_id, debtor_id]"},
		{"fewer", Pseudonyms{[]string{"debtor_id"}, Secret(testKey)}, "names [debtor_id], but"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := privateInbox(t)
			in.run()
			before := in.query("select * from raw.accounts order by all")
			in.write("accounts_2.csv", 1, "account_id,debtor_id", "A-9,D-9")
			in.opts.Pseudonyms = test.change
			_, err := Run(t.Context(), in.opts)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "nothing is loaded") {
				t.Errorf("got error %v, want %q", err, test.want)
			}
			if strings.Contains(fmt.Sprint(err), testKey) {
				t.Errorf("the error shows the key: %v", err)
			}
			if got := in.query("select * from raw.accounts order by all"); !slices.Equal(got, before) {
				t.Errorf("got rows %q, want %q", got, before)
			}
		})
	}
	t.Run("in clear before", func(t *testing.T) {
		in := privateInbox(t)
		pseudonyms := in.opts.Pseudonyms
		in.opts.Pseudonyms = Pseudonyms{}
		in.run()
		in.opts.Pseudonyms = pseudonyms
		if _, err := Run(t.Context(), in.opts); err == nil || !strings.Contains(err.Error(), "were loaded with []") {
			t.Errorf("got error %v", err)
		}
	})
}
