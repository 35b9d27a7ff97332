package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/metrics"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

var publishes = flag.Int("publishes", 6, "publish this often under a reader that asks in a loop")

// seen is what a reader finds in one look at the published snapshot.
type seen struct {
	files, payments      int64 // of the ledger, of raw
	credited, recovered  int64 // amounts in two marts, computed at different ends of a run
	asOf                 time.Time
	failedChecks, checks int64
}

func look(ctx context.Context, path string) (found seen, err error) {
	db, err := warehouse.Open(ctx, warehouse.Options{Path: path, ReadOnly: true, Threads: 1})
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	// One after another, as a person asks: the file must not change under them.
	for query, targets := range map[string][]any{
		"select count(*) from ops.loads where status = 'loaded'":      {&found.files},
		"select count(*) from raw.payments":                           {&found.payments},
		"select sum(amount)::bigint from marts.payment_credits":       {&found.credited},
		"select sum(recovered_amount)::bigint from marts.leaderboard": {&found.recovered},
		"select as_of from ops.settings":                              {&found.asOf},
		"select count(*) filter (where severity = 'error' and \"rows\" > 0), count(*) from ops.check_results " +
			"where run_id = (select run_id from ops.transform_state)": {&found.failedChecks, &found.checks},
	} {
		if err := db.QueryRowContext(ctx, query).Scan(targets...); err != nil {
			return found, fmt.Errorf("%s: %w", query, err)
		}
	}
	return found, nil
}

// A reader that asks in a loop while nights are published sees only whole, audited states, in their order, and never an
// error; and so does the exporter.
func TestReadersSeeOnlyWholeNights(t *testing.T) {
	folder := fastFolder(t)
	writeNight(t, folder, "one")
	// A night of nothing but payments of 100 on account A2, which C1 holds.
	for _, name := range []string{"payments_0302.csv", "interactions_0302.csv", "promises.csv"} {
		if err := os.Remove(filepath.Join(folder, "inbox", name)); err != nil {
			t.Fatal(err)
		}
	}
	addNight := func(n int) {
		text := fmt.Sprintf("payment_id,account_id,paid_at,amount,status\nN%d,A2,2026-03-%02d,100,settled\n", n, 1+n%28)
		path := filepath.Join(folder, "inbox", fmt.Sprintf("payments_%03d.csv", n))
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	addNight(1)
	runNight(t, folder, 0)

	ctx, stop := context.WithCancel(t.Context())
	looks, faults := 0, make(chan error, 1)
	// They take turns: within one process DuckDB gives all who open a file one database. Elsewhere each is a process.
	var turn sync.Mutex
	go func() {
		defer close(faults)
		nights := int64(1)
		for ctx.Err() == nil {
			turn.Lock()
			found, err := look(ctx, publishedIn(folder))
			turn.Unlock()
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				faults <- fmt.Errorf("look %d: %w", looks, err)
				return
			case found.payments < nights, found.files != found.payments+2, found.credited != 100*found.payments,
				found.recovered != found.credited, found.checks == 0, found.failedChecks != 0:
				faults <- fmt.Errorf("look %d: half a night: %+v after %d nights", looks, found, nights)
				return
			}
			nights = found.payments
			looks++
		}
	}()
	definitions, err := metrics.LoadDefinitions(sqlfiles.FS)
	if err != nil {
		t.Fatal(err)
	}
	switches := 0
	var log bytes.Buffer
	exporter := metrics.New(metrics.Options{
		Snapshot: publishedIn(folder), Definitions: definitions, Logger: slog.New(slog.NewTextHandler(&log, nil)),
		Reached: func(step string) {
			if step == "read snapshot" {
				switches++
			}
		},
	})
	for n := 2; n <= *publishes; n++ {
		addNight(n)
		runNight(t, folder, 0)
		turn.Lock()
		exporter.Refresh(t.Context())
		turn.Unlock()
	}
	stop()
	for err := range faults {
		t.Error(err)
	}
	if switches != *publishes-1 {
		t.Errorf("the exporter noticed %d snapshots, want %d", switches, *publishes-1)
	}
	if strings.Contains(log.String(), "level=ERROR") {
		t.Errorf("the exporter could not read them all:\n%s", &log)
	}
	if looks < *publishes {
		t.Errorf("got %d looks during %d publishes, too few to tell", looks, *publishes)
	}
	t.Logf("%d looks during %d publishes", looks, *publishes)
}
