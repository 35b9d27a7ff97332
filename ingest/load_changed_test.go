package ingest

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

// whileRead gives the inbox a warehouse that calls change the first time an ingest reaches a step.
func (in *inbox) whileRead(step string, change func()) {
	in.t.Helper()
	done := false
	db, err := warehouse.Open(in.t.Context(), warehouse.Options{Threads: 1, Reached: func(reached string) {
		if reached == step && !done {
			done = true
			change()
		}
	}})
	if err != nil {
		in.t.Fatal(err)
	}
	in.t.Cleanup(func() { _ = db.Close() })
	if err := db.Prepare(in.t.Context(), sqlfiles.FS); err != nil {
		in.t.Fatal(err)
	}
	in.opts.DB = db
}

// A file that vanishes or changes at any moment of its load is never half loaded, nor held against its content: it
// fails, and the next run loads what is there then.
func TestFileThatChangesAtAnyStep(t *testing.T) {
	const header = "payment_id,account_id,paid_at,amount\n"
	const before, after = header + "P1,A1,2026-03-01,10\nP2,A1,2026-03-02,20\n", header + "P3,A1,2026-03-01,30\n"
	path := func(in *inbox) string { return filepath.Join(in.root, "payments.csv") }
	changes := []struct {
		name   string
		change func(in *inbox)
		word   string
		want   string // amounts after the next run
	}{
		{"removed", func(in *inbox) { _ = os.Remove(path(in)) }, "vanished while it was read", ""},
		{"replaced", func(in *inbox) { in.writeText("payments.csv", 5, after) }, "changed while it was read", "30"},
		{"cut short", func(in *inbox) {
			in.writeText("payments.csv", 5, header+"P1,A1,\"2026-03-01,10\nP2")
			// The export is written once more, and whole: the content that was hashed.
			in.opts.DB.Reach("written again")
		}, "changed while it was read", "10 20"},
		{"another file of the same size and time", func(in *inbox) {
			text := strings.ReplaceAll(before, "P1", "P8")
			in.writeText("other", 0, text)
			if err := os.Rename(filepath.Join(in.root, "other"), path(in)); err != nil {
				in.t.Fatal(err)
			}
		}, "changed while it was read", "10 20"},
		{"written in place within a tick of the clock", func(in *inbox) {
			in.writeText("payments.csv", 0, strings.ReplaceAll(before, "P1", "P8"))
		}, "changed while it was read", "10 20"},
	}
	for _, step := range []string{"stage", "quarantine", "archive"} {
		for _, c := range changes {
			t.Run(step+"/"+c.name, func(t *testing.T) {
				in := newInbox(t, Source{Name: "payments", Entity: "payments", Path: "payments*.csv"})
				in.opts.Archive = t.TempDir()
				in.opts.Now = func() time.Time { return fileTime.Add(time.Second) } // the file is fresh
				in.writeText("payments.csv", 0, before)
				in.whileRead(step, func() { c.change(in) })
				report := in.run()
				if len(report.Files) != 1 || report.Files[0].Status != Failed {
					t.Fatalf("got %+v, want a failed file", report.Files)
				}
				if err := report.Files[0].Err; !strings.Contains(err.Error(), c.word) {
					t.Errorf("got error %q, want %q", err, c.word)
				}
				if got := in.query("select count(*) from raw.payments"); got[0] != "0" {
					t.Errorf("got %s rows of it", got[0])
				}
				if c.name == "cut short" {
					in.writeText("payments.csv", 9, before)
				}
				in.run()
				if got := strings.Join(in.query("select amount from raw.payments order by amount"), " "); got != c.want {
					t.Errorf("the next run loads %q, want %q", got, c.want)
				}
				in.checkArchive()
			})
		}
	}
}

// checkArchive fails the test unless every copy holds the content that its name says.
func (in *inbox) checkArchive() {
	in.t.Helper()
	copies, err := ListArchive(in.opts.Archive)
	if err != nil {
		in.t.Fatal(err)
	}
	for _, copied := range copies {
		packed, err := os.ReadFile(copied.Path)
		if err != nil {
			in.t.Fatal(err)
		}
		reader, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			in.t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			in.t.Fatal(err)
		}
		if got := hashOf(content); got != copied.ContentHash {
			in.t.Errorf("%s holds the content %s:\n%s", copied.Path, got, content)
		}
	}
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
