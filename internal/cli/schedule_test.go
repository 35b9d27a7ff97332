package cli

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/recaudo/recaudo/metrics"
)

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestScheduleHasOneInstantADate walks through the days on which clocks are changed.
func TestScheduleHasOneInstantADate(t *testing.T) {
	tests := []struct {
		name, zone, schedule string
		from                 string // first date
		want                 []string
	}{
		{"no change", "America/Bogota", "02:00", "2026-03-01",
			[]string{"2026-03-01T02:00:00-05:00", "2026-03-02T02:00:00-05:00", "2026-03-03T02:00:00-05:00"}},
		{"the hour is left out", "America/New_York", "02:30", "2026-03-07",
			[]string{"2026-03-07T02:30:00-05:00", "2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"}},
		{"the hour comes twice", "America/New_York", "01:30", "2026-10-31",
			[]string{"2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"}},
		{"the day has no midnight", "America/Santiago", "00:00", "2026-09-05",
			[]string{"2026-09-05T00:00:00-04:00", "2026-09-06T01:00:00-03:00", "2026-09-07T00:00:00-03:00"}},
		{"midnight comes twice", "America/Havana", "00:30", "2026-10-31",
			[]string{"2026-10-31T00:30:00-04:00", "2026-11-01T00:30:00-04:00", "2026-11-02T00:30:00-05:00"}},
		{"half an hour is left out", "Australia/Lord_Howe", "02:15", "2026-10-03",
			[]string{"2026-10-03T02:15:00+10:30", "2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			zone := mustZone(t, test.zone)
			first, err := time.ParseInLocation("2006-01-02 15:04", test.from+" 12:00", zone)
			if err != nil {
				t.Fatal(err)
			}
			schedule := Schedule(test.schedule)
			at := schedule.on(first, zone).Add(-time.Second)
			for _, want := range test.want {
				due := schedule.next(at, zone)
				if got := due.Format(time.RFC3339); got != want {
					t.Errorf("after %s: got %s, want %s", at, got, want)
				}
				if got := schedule.last(due, zone); !got.Equal(due) {
					t.Errorf("last up to %s: got %s", due, got)
				}
				if got := schedule.last(due.Add(time.Hour), zone); !got.Equal(due) {
					t.Errorf("last up to an hour after %s: got %s", due, got)
				}
				at = due
			}
		})
	}
}

// TestScheduleNeverTwiceNeverSkipped counts the due times of two years in zones with all kinds of changes.
func TestScheduleNeverTwiceNeverSkipped(t *testing.T) {
	for _, name := range []string{"America/Bogota", "America/New_York", "America/Santiago", "America/Asuncion",
		"Africa/Casablanca", "Australia/Lord_Howe", "America/Sao_Paulo", "America/Havana"} {
		zone := mustZone(t, name)
		for _, schedule := range []Schedule{"00:00", "00:30", "01:30", "02:00", "02:30", "03:00", "23:59"} {
			at := time.Date(2017, 12, 31, 23, 59, 59, 0, zone)
			end := time.Date(2020, 1, 1, 0, 0, 0, 0, zone)
			seen := map[string]int{}
			for at = schedule.next(at, zone); at.Before(end); at = schedule.next(at, zone) {
				seen[at.Format(time.DateOnly)]++
			}
			for date, count := range seen {
				if count != 1 {
					t.Errorf("%s %s: due %d times on %s", name, schedule, count, date)
				}
			}
			if got, want := len(seen), 730; got != want {
				t.Errorf("%s %s: due on %d dates, want %d", name, schedule, got, want)
			}
		}
	}
}

// night is a scheduler with a clock that only goes when it waits or works.
type night struct {
	t     *testing.T
	clock time.Time
	// lockedUntil is when another run ends
	lockedUntil time.Time

	runs []string // when each began
	log  strings.Builder
	s    scheduler
}

// newNight is a scheduler for 02:00 in Bogota. work says how long the nth run takes, from 0, and its exit code; it may
// set the clock.
func newNight(t *testing.T, clock string, work func(n *night, nth int) (time.Duration, int)) *night {
	t.Helper()
	zone := mustZone(t, "America/Bogota")
	n := &night{t: t, clock: mustTime(t, clock)}
	n.s = scheduler{
		schedule: "02:00", zone: zone, published: filepath.Join(t.TempDir(), "warehouse.duckdb"),
		logger: slog.New(slog.NewTextHandler(&n.log, nil)),
		now:    func() time.Time { return n.clock },
		wait: func(_ context.Context, duration time.Duration) {
			if duration <= 0 {
				t.Errorf("waits %s at %s", duration, n.clock)
				duration = time.Second
			}
			n.clock = n.clock.Add(duration)
		},
		run: func(context.Context) (int, error) {
			n.runs = append(n.runs, n.clock.In(zone).Format("01-02 15:04"))
			took, code := work(n, len(n.runs)-1)
			n.clock = n.clock.Add(took)
			return code, nil
		},
		isLocked: func() bool { return n.clock.Before(n.lockedUntil) },
	}
	return n
}

func mustTime(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, mustZone(t, "America/Bogota"))
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// until lets the scheduler go on until the clock shows end.
func (n *night) until(t *testing.T, end string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	last, wait := mustTime(t, end), n.s.wait
	n.s.wait = func(ctx context.Context, duration time.Duration) {
		if wait(ctx, duration); n.clock.After(last) {
			cancel()
		}
	}
	n.s.start(ctx)
	n.s.wait = wait
}

// ran writes the status that a run leaves at its end.
func (n *night) ran(t *testing.T, at string) {
	t.Helper()
	status := metrics.RunStatus{LastRunAt: mustTime(t, at).UTC(), LastRunStatus: metrics.RunSucceeded,
		LastSuccessAt: mustTime(t, at).UTC()}
	if err := status.Write(metrics.StatusPath(n.s.published)); err != nil {
		t.Fatal(err)
	}
}

func short(*night, int) (time.Duration, int) { return 10 * time.Minute, exitDone }

func TestScheduler(t *testing.T) {
	tests := []struct {
		name             string
		lastRun          string // "" for none
		from, to         string
		work             func(n *night, nth int) (time.Duration, int)
		want             string // runs, with commas
		wantLog, wantErr string // part of the log; of the error in the status
	}{
		{"every night", "2026-03-01 02:10", "2026-03-01 12:00", "2026-03-04 12:00", short,
			"03-02 02:00, 03-03 02:00, 03-04 02:00", "exit_code=0", ""},
		{"missed, because nobody served", "2026-03-01 02:10", "2026-03-03 09:30", "2026-03-04 12:00", short,
			"03-03 09:30, 03-04 02:00", "", ""},
		{"served again soon after the run", "2026-03-01 02:10", "2026-03-01 02:11", "2026-03-01 12:00", short, "", "", ""},
		{"never ran", "", "2026-03-01 09:00", "2026-03-02 12:00", short, "03-01 09:00, 03-02 02:00", "", ""},
		{"longer than a day", "2026-03-01 02:10", "2026-03-01 12:00", "2026-03-05 12:00",
			func(_ *night, nth int) (time.Duration, int) {
				if nth == 0 {
					return 30 * time.Hour, exitDone
				}
				return time.Minute, exitDone
			}, "03-02 02:00, 03-04 02:00, 03-05 02:00", "a run was left out", ""},
		{"the clock is set back in the run", "2026-03-01 02:10", "2026-03-01 12:00", "2026-03-03 12:00",
			func(n *night, nth int) (time.Duration, int) {
				if nth == 0 {
					n.clock = n.clock.Add(-3 * time.Hour)
				}
				return time.Minute, exitDone
			}, "03-02 02:00, 03-03 02:00", "", ""},
		{"the last run is of a clock that went wrong", "2031-01-01 02:00", "2026-03-01 12:00", "2026-03-02 12:00", short,
			"03-02 02:00", "more than a day behind", ""},
		{"killed", "2026-03-01 02:10", "2026-03-01 12:00", "2026-03-03 12:00",
			func(*night, int) (time.Duration, int) { return time.Minute, -1 },
			"03-02 02:00, 03-03 02:00", "a signal ended it", "exit code -1: a signal ended it"},
		{"the config is wrong", "2026-03-01 02:10", "2026-03-01 12:00", "2026-03-02 12:00",
			func(*night, int) (time.Duration, int) { return time.Minute, exitUsage },
			"03-02 02:00", "level=ERROR", "the config is wrong"},
		{"another run does the work", "2026-03-01 02:10", "2026-03-01 12:00", "2026-03-02 12:00",
			func(n *night, _ int) (time.Duration, int) {
				n.lockedUntil = mustTime(n.t, "2026-03-02 02:30")
				n.ran(n.t, "2026-03-02 02:30")
				return time.Second, exitLocked
			}, "03-02 02:00", "another run goes on", ""},
		{"another run goes on and does not do the work", "2026-03-01 02:10", "2026-03-01 12:00", "2026-03-02 12:00",
			func(n *night, nth int) (time.Duration, int) {
				n.lockedUntil = mustTime(n.t, "2026-03-02 02:30")
				return 0, []int{exitLocked, exitDone}[nth]
			}, "03-02 02:00, 03-02 02:30", "another run goes on", ""},
		{"another run goes on and on", "2026-03-01 02:10", "2026-03-01 12:00", "2026-03-04 12:00",
			func(n *night, nth int) (time.Duration, int) {
				n.lockedUntil = mustTime(n.t, "2026-03-03 08:00")
				return 0, []int{exitLocked, exitDone}[nth]
			}, "03-02 02:00, 03-04 02:00", "a run was left out", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n := newNight(t, test.from, test.work)
			if test.lastRun != "" {
				n.ran(t, test.lastRun)
			}
			n.until(t, test.to)
			if got := strings.Join(n.runs, ", "); got != test.want {
				t.Errorf("runs: got %s, want %s", got, test.want)
			}
			if !strings.Contains(n.log.String(), test.wantLog) {
				t.Errorf("log: got\n%swant %q", n.log.String(), test.wantLog)
			}
			status, _ := metrics.ReadRunStatus(metrics.StatusPath(n.s.published)) // there may be none
			if (test.wantErr == "") != (status.Error == "") || !strings.Contains(status.Error, test.wantErr) {
				t.Errorf("status: got error %q, want %q", status.Error, test.wantErr)
			}
			if status.Error != "" && !status.LastSuccessAt.Equal(mustTime(t, test.lastRun)) {
				t.Errorf("status: last success is %s, want that of before", status.LastSuccessAt)
			}
		})
	}
}

// TestSchedulerAfterARunCutShort starts it at nine, after a run of two that did not end well.
func TestSchedulerAfterARunCutShort(t *testing.T) {
	killed := func(*night, int) (time.Duration, int) { return time.Minute, -1 }
	for name, test := range map[string]struct {
		status, success string
		work            func(n *night, nth int) (time.Duration, int)
		want            string
	}{
		"interrupted":              {runInterrupted, "2026-03-01 02:10", short, "03-02 09:00, 03-03 02:00"},
		"interrupted, none before": {runInterrupted, "", short, "03-02 09:00, 03-03 02:00"},
		"killed each time":         {runInterrupted, "2026-03-01 02:10", killed, "03-02 09:00, 03-03 02:00"},
		"failed by itself":         {metrics.RunFailed, "2026-03-01 02:10", short, "03-03 02:00"},
		"one by hand, after it":    {runInterrupted, "2026-03-02 02:10", short, "03-03 02:00"},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNight(t, "2026-03-02 09:00", test.work)
			status := metrics.RunStatus{LastRunAt: mustTime(t, "2026-03-02 02:20"), LastRunStatus: test.status}
			if test.success != "" {
				status.LastSuccessAt = mustTime(t, test.success)
			}
			if err := status.Write(metrics.StatusPath(n.s.published)); err != nil {
				t.Fatal(err)
			}
			n.until(t, "2026-03-03 12:00")
			if got := strings.Join(n.runs, ", "); got != test.want {
				t.Errorf("runs: got %s, want %s", got, test.want)
			}
			if after := n.s.lastRun(); name == "killed each time" && !after.Equal(status.LastSuccessAt) {
				t.Errorf("a killed run counts as the last one, at %s", after)
			}
		})
	}
}
