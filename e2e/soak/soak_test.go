package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/recaudo/recaudo/internal/cli"
	"github.com/recaudo/recaudo/internal/warehouse"
)

func TestMain(m *testing.M) {
	if os.Getenv("RECAUDO_SOAK_PLAYS") != "recaudo" {
		os.Exit(m.Run())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// TestSoak plays the nights in which each kind of fault comes once.
func TestSoak(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("/dev/shm", "recaudo-soak-")
	if err != nil {
		folder = t.TempDir() // no folder in memory here
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	nights := len(firstFaults)
	found, err := soak(t.Context(), options{binary: program, folder: folder, nights: nights, checkEvery: 5, seed: 1}, t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if len(found.nights) != nights || found.comparisons != 3 {
		t.Errorf("got %d nights and %d comparisons, want %d and 3", len(found.nights), found.comparisons, nights)
	}
	if err := found.verdict(t.Output()); err != nil {
		t.Error(err)
	}
	seesOneCent(t, filepath.Join(folder, "data/published/warehouse.duckdb"))
}

// seesOneCent wants the comparison of marts to find a cent too much.
func seesOneCent(t *testing.T, path string) {
	t.Helper()
	ctx := t.Context()
	before, err := readMarts(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := warehouse.Open(ctx, warehouse.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(ctx, "update marts.collector_periods set recovered_amount = recovered_amount + 0.01 where collector_id = 'C0'")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	after, err := readMarts(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	if after["collector_periods"] == before["collector_periods"] || after["reason_months"] != before["reason_months"] {
		t.Errorf("got %q, before %q", after, before)
	}
}

func TestVerdict(t *testing.T) {
	tests := []struct {
		name  string
		grow  func(night int, one *figures)
		fault string // "" for none
	}{
		{"nothing grows", func(int, *figures) {}, ""},
		{"memory of a run", func(n int, f *figures) { f.runPeakMB += float64(n) }, "peak memory of a run, MB grew"},
		{"memory of the exporter", func(n int, f *figures) { f.serveMB += float64(n) }, "memory of the exporter, MB grew"},
		{"a descriptor in ten nights", func(n int, f *figures) { f.serveFiles += n / 10 }, "file descriptors of the exporter grew"},
		{"a file in ten nights", func(n int, f *figures) { f.kept += n / 10 }, "files in the data folders grew"},
		{"the warehouse", func(n int, f *figures) { f.warehouseMB += float64(n) }, "the warehouse has"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var o outcome
			for n := range 400 {
				one := figures{night: n, runPeakMB: 200, serveMB: 80, serveFiles: 10, warehouseMB: 24, freshMB: 20, kept: 6}
				test.grow(n, &one)
				o.nights = append(o.nights, one)
			}
			err := o.verdict(t.Output())
			if (err != nil) != (test.fault != "") || err != nil && !strings.Contains(err.Error(), test.fault) {
				t.Errorf("got %v, want %q", err, test.fault)
			}
		})
	}
}
