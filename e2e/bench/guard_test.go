package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/recaudo/recaudo/internal/cli"
)

// recaudoWord is the first argument of the test's binary when it is the program.
const recaudoWord = "recaudo"

func TestMain(m *testing.M) {
	if len(os.Args) < 2 || os.Args[1] != recaudoWord && os.Args[1] != taskWord {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := 0
	if os.Args[1] == recaudoWord {
		code = cli.Run(ctx, os.Args[2:], os.Getenv, os.Stdout, os.Stderr)
	} else if err := start(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	stop()
	os.Exit(code)
}

// The guard holds ratios of processor seconds, the smallest of the rounds where there are some: others on the machine
// stretch the time on the wall, and what disturbs only ever adds. A bar lies well above what was measured when it was
// set, which stands behind it, and below twice of that.
const (
	guardIngestBar  = 2.6 // 1.7
	guardBuildBar   = 15  // 10
	guardNightBar   = 1.7 // 1.1
	guardShortBar   = 6   // 4.2
	guardRefreshBar = 2.0 // 1.4
)

const (
	guardIngestRows = 300 * thousand
	guardDayRows    = 1000
)

func newGuard(t *testing.T) *bench {
	t.Helper()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &bench{
		options: options{
			recaudo: program{own, recaudoWord}, self: program{own, taskWord}, folder: guardFolder(t),
			rounds: 1, nights: 1, memoryLimit: "1GB", threads: 1, isCPUTime: true,
		},
		programHash: "of the test", log: t.Output(),
	}
}

// guardFolder lies in memory if there is such a folder: flushing to disk says little about the program.
func guardFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "recaudo-guard-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	return folder
}

// wantRatio compares the smallest processor seconds of both sides.
func wantRatio(t *testing.T, what string, ours, yardstick []cost, bar float64) {
	t.Helper()
	got := ratio(least(ours, cpuSeconds), least(yardstick, cpuSeconds))
	t.Logf("%s: %.2f s beside %.2f s of processor time, ratio %.2f, bar %.2f", what, least(ours, cpuSeconds),
		least(yardstick, cpuSeconds), got, bar)
	if got <= 0 || got > bar {
		t.Errorf("%s takes %.2f times its yardstick, want at most %.2f; `make bench` tells more", what, got, bar)
	}
}

// TestGuard wants no work to take much more of its yardstick than it did. Half of its time goes to the SQL of the models,
// whose planning costs what it costs on however few rows; so a night is compared with a longer history, not with a longer
// night.
func TestGuard(t *testing.T) {
	b := newGuard(t)
	bare := guardIngest(t, b)
	short, long := newGuardPlace(b, 10), newGuardPlace(b, 80)
	var built cost
	for _, p := range []place{short, long} {
		if err := p.generateNights(t.Context()); err != nil {
			t.Fatal(err)
		}
		var err error
		if built, err = p.build(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	wantRatio(t, "the first run on 80 days", []cost{built}, bare, guardBuildBar)
	night := guardNights(t, short, long)
	wantRatio(t, "a night on 80 days", night, bare, guardShortBar)
	if err := b.refresh(t.Context(), short); err != nil {
		t.Fatal(err)
	}
	refreshed := b.results[len(b.results)-1]
	wantRatio(t, "a full refresh", refreshed.Ours, refreshed.Yardstick, guardRefreshBar)
}

func newGuardPlace(b *bench, days int64) place {
	return place{
		bench: b, folder: filepath.Join(b.folder, fmt.Sprintf("%d-days", days)),
		operation: operation{HistoryRows: days * guardDayRows, DayRows: guardDayRows},
	}
}

// guardIngest returns what the bare load took.
func guardIngest(t *testing.T, b *bench) (bare []cost) {
	t.Helper()
	p := place{bench: b, folder: filepath.Join(b.folder, "ingest"), operation: largeOperation(guardIngestRows)}
	if err := p.generateVariant(t.Context(), "plain", p); err != nil {
		t.Fatal(err)
	}
	var ours []cost
	for range 3 {
		one, err := p.bareLoad(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		bare = append(bare, one)
		if err := errors.Join(p.clear(), p.arrive(p.path("history"))); err != nil {
			t.Fatal(err)
		}
		if one, err = p.recaudo(t.Context(), "ingest"); err != nil {
			t.Fatal(err)
		}
		ours = append(ours, one)
	}
	wantRatio(t, "the ingest", ours, bare, guardIngestBar)
	return bare
}

// guardNights plays the same nights on a short and on a long history, and returns what the latter took.
func guardNights(t *testing.T, short, long place) (onLong []cost) {
	t.Helper()
	var onShort []cost
	for number := range 2 {
		for _, side := range []struct {
			place place
			costs *[]cost
		}{{short, &onShort}, {long, &onLong}} {
			took, err := side.place.playNight(t.Context(), number, false)
			if err != nil {
				t.Fatal(err)
			}
			*side.costs = append(*side.costs, took)
		}
	}
	wantRatio(t, "a night on eight times the history", onLong, onShort, guardNightBar)
	return onLong
}
