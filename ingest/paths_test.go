package ingest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A folder that is a link leads nowhere else than a file that is one.
func TestGlobsDoNotLeaveTheRoot(t *testing.T) {
	outside := t.TempDir()
	secret := strings.Join([]string{paymentHeader, "secret,a1,2026-03-05,10,settled", ""}, "\n")
	if err := os.WriteFile(filepath.Join(outside, "pagos_secret.csv"), []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{
		"**/pagos_*.csv", "linked/pagos_*.csv", "*/pagos_secret.csv", "linked/**", "{linked,sub}/pagos_*.csv",
		"linked/../linked/pagos_*.csv", "[l]inked/pagos_secret.csv",
	} {
		t.Run(pattern, func(t *testing.T) {
			source := paymentsSource()
			source.Path = pattern
			in := newInbox(t, source)
			in.write("sub/pagos_good.csv", 0, paymentHeader, "good,a1,2026-03-05,10,settled")
			if err := os.Symlink(outside, filepath.Join(in.root, "linked")); err != nil {
				t.Fatal(err)
			}
			in.run()
			if got := in.query("select payment_id from raw.payments where payment_id = 'secret'"); len(got) > 0 {
				t.Errorf("got rows of a file outside of the root: %q", got)
			}
			in.wantNowhere("secret,a1")
		})
	}
}

func TestPatternsThatLeaveTheRootAreRefused(t *testing.T) {
	for _, pattern := range []string{"../x.csv", "/etc/passwd", "a/../../x.csv", `..\x.csv`, "{..,a}/x.csv"} {
		source := paymentsSource()
		source.Path = pattern
		in := newInbox(t, source)
		parent := filepath.Join(filepath.Dir(in.root), "x.csv")
		if err := os.WriteFile(parent, []byte(paymentHeader+"\nsecret,a1,2026-03-05,10,settled\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		report, err := Run(t.Context(), in.opts)
		if err == nil && report.Count(Loaded) > 0 {
			t.Errorf("%s: a file outside of the root was loaded", pattern)
		}
	}
}

// DuckDB takes a path for a glob: a file whose name looks like one is read alone.
func TestNamesThatLookLikeGlobs(t *testing.T) {
	in := newInbox(t, paymentsSource())
	names := []string{"pagos_*.csv", "pagos_?.csv", "pagos_[ab].csv", "pagos_{a,b}.csv", "pagos_it's.csv", "pagos_\"q\".csv", "pagos_a.csv"}
	var want []string
	for i, name := range names {
		id := string(rune('a' + i))
		in.write(name, i, paymentHeader, id+",a1,2026-03-05,10,settled")
		want = append(want, name+"|"+id)
	}
	slices.Sort(want)
	report := in.run()
	if !report.OK() {
		t.Errorf("report: %+v", report)
	}
	got := in.query("select loads.path, payments.payment_id from raw.payments as payments join ops.loads as loads using (load_id) order by 1")
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The archive has a folder for each source, so a source's name must be no path.
func TestArchiveStaysInItsFolder(t *testing.T) {
	for _, name := range []string{"../outside", "a/b", `a\b`, "..", "/tmp/x"} {
		source := paymentsSource()
		source.Name = name
		if err := Validate(source); err == nil || !strings.Contains(err.Error(), "name") {
			t.Errorf("%s: got error %v, want one about the name", name, err)
		}
	}
}
