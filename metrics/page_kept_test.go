package metrics

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestKeptBoard wants a board that was drawn before to tell what has happened since.
func TestKeptBoard(t *testing.T) {
	f := newFixture(t, nil)
	at := f.opts.Now()
	f.opts.Now = func() time.Time { return at }
	f.Refresh(t.Context())
	handler := f.Handler()
	words := pageLanguages["en"]
	board := func(address string) string {
		t.Helper()
		code, first := get(t, handler, address)
		_, second := get(t, handler, address)
		if code != http.StatusOK || first != second {
			t.Errorf("GET %s = %d, and differs when it is asked for again", address, code)
		}
		return first
	}
	fresh := board("/")
	if board("/?lang=es") == fresh || board("/?team=Norte") == fresh || board("/?sort=collector") == fresh {
		t.Error("another choice shows the same page")
	}
	if strings.Contains(fresh, words.Failed) {
		t.Error("a failure is told before there is one")
	}
	at = at.AddDate(0, 0, 9)
	if got := board("/"); !strings.Contains(got, "10 days ago") {
		t.Errorf("nine days later the page is as it was: %s", withoutAssets(got))
	}
	at = at.AddDate(0, 0, -9)
	if board("/") != fresh {
		t.Error("the page of the first day has changed")
	}
	if err := (RunStatus{LastRunAt: at, LastRunStatus: RunFailed}).Write(StatusPath(f.path)); err != nil {
		t.Fatal(err)
	}
	f.Refresh(t.Context())
	if got := board("/"); !strings.Contains(got, words.Failed) {
		t.Error("a failed run is not told")
	}
	writeSnapshot(t, f.path, "update marts.leaderboard set collector_name = 'Zoe Nueva' where collector_id = 'c1'")
	f.Refresh(t.Context())
	if got := board("/"); !strings.Contains(got, "Zoe Nueva") {
		t.Error("the page of the snapshot before is served")
	}
}

func TestKeptBoardsAreBounded(t *testing.T) {
	var kept keptBoards
	for i := range 10 * maxKeptBoards {
		kept.put(pageKey{choice: pageChoice{team: fmt.Sprint(i)}}, []byte("page"))
		if len(kept.bodies) > maxKeptBoards {
			t.Fatalf("%d boards are kept, want %d at most", len(kept.bodies), maxKeptBoards)
		}
	}
	if _, isKept := kept.get(pageKey{choice: pageChoice{team: fmt.Sprint(10*maxKeptBoards - 1)}}); !isKept {
		t.Error("the board that was asked for last is not kept")
	}
}
