package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// options say what is measured, and how.
type options struct {
	recaudo      program
	self         program // this program, with the argument that makes it do a task
	folder       string  // it works here, and finds here what it generated before
	sizes        []size
	rounds       int
	nights       int // timed ones
	growthNights int
	memoryLimit  string
	threads      int
	only         []string // workloads
	isCPUTime    bool     // nobody looks at the seconds on the wall
}

// bench is a run of this program.
type bench struct {
	options
	programHash string
	log         io.Writer
	results     []result
}

var workloads = []string{"ingest", "nightly", "idle", "refresh", "publish", "scrape", "memory", "size"}

// memoryShare is how much more than the memory limit a process may hold.
const memoryShare = 1.25

func (b *bench) wants(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(b.only, name) })
}

func (b *bench) sayf(format string, args ...any) { fmt.Fprintf(b.log, format+"\n", args...) }

// settle waits until what was written before is on disk, so that nobody pays for what another one wrote.
func (b *bench) settle() {
	if !b.isCPUTime {
		syscall.Sync()
	}
}

// run measures what is wanted. A report is made of what was measured before an error, too.
func (b *bench) run(ctx context.Context) (report, error) {
	err := b.measure(ctx)
	return report{Machine: b.describe(context.WithoutCancel(ctx)), Results: b.results}, err
}

func (b *bench) measure(ctx context.Context) (err error) {
	if b.programHash, err = hashOf(b.recaudo[0]); err != nil {
		return err
	}
	if b.wants("ingest") {
		if err := b.ingest(ctx); err != nil {
			return fmt.Errorf("ingest: %w", err)
		}
	}
	if b.wants("nightly", "idle", "refresh", "publish", "scrape", "memory") {
		if err := b.runHistories(ctx); err != nil {
			return err
		}
	}
	if b.wants("size") {
		if err := b.growth(ctx); err != nil {
			return fmt.Errorf("size: %w", err)
		}
	}
	return nil
}

// runHistories measures what depends on how long the history is.
func (b *bench) runHistories(ctx context.Context) error {
	var places []place
	var firstRuns []cost
	for _, rows := range b.sizes {
		p := place{bench: b, folder: filepath.Join(b.folder, rows.String()), operation: largeOperation(rows)}
		b.sayf("%s: writing the exports that are not there", rows)
		if err := p.generateNights(ctx); err != nil {
			return fmt.Errorf("generate %s: %w", rows, err)
		}
		took, err := p.build(ctx)
		if err != nil {
			return fmt.Errorf("build %s: %w", rows, err)
		}
		firstRuns = append(firstRuns, took)
		b.add(result{
			Workload: "first run", Size: rows.String(), What: "recaudo run on the whole history", Ours: []cost{took},
			Figure: took.Seconds, Unit: unitSeconds, Rows: p.operation.HistoryRows,
		})
		places = append(places, p)
	}
	if b.wants("nightly", "publish", "memory") {
		if err := b.runNights(ctx, places); err != nil {
			return fmt.Errorf("nightly: %w", err)
		}
	}
	if b.wants("idle") {
		if err := b.idle(ctx, places); err != nil {
			return fmt.Errorf("idle: %w", err)
		}
	}
	if b.wants("scrape") {
		if err := b.serve(ctx, places); err != nil {
			return err
		}
	}
	for i, p := range places {
		if b.wants("memory") {
			if err := b.addMemory(b.sizes[i], "first run", firstRuns[i:i+1]); err != nil {
				return err
			}
		}
		if b.wants("refresh") {
			if err := b.refresh(ctx, p); err != nil {
				return fmt.Errorf("refresh: %w", err)
			}
		}
	}
	return nil
}

// addMemory holds the largest resident set of some processes against the memory limit.
func (b *bench) addMemory(rows size, what string, costs []cost) error {
	limit, err := parseBytes(b.memoryLimit)
	if err != nil {
		return err
	}
	b.add(result{
		Workload: "memory", Size: rows.String(), What: "largest resident set, " + what, Against: "memory_limit " + b.memoryLimit,
		Ours: costs, Figure: ratio(float64(peak(costs)), float64(limit)), Unit: unitRatio, Bar: memoryShare,
	})
	return nil
}

func hashOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
