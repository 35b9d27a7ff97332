package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// figures are what is measured after a night.
type figures struct {
	night       int
	fault       fault
	seconds     float64 // of the last run
	runPeakMB   float64 // resident memory of the last run
	serveMB     float64 // resident memory of the exporter
	serveFiles  int     // file descriptors of the exporter
	warehouseMB float64
	freshMB     float64 // the same data loaded in one night; 0 unless compared
	kept        int     // files in the data folders
}

// outcome is a soak that came to its end.
type outcome struct {
	nights      []figures
	byFault     map[fault]int
	comparisons int
}

// soak plays the nights and returns at the first that breaks the promise. Progress goes to out.
func soak(ctx context.Context, opts options, out io.Writer) (found outcome, err error) {
	random := rand.New(rand.NewPCG(opts.seed, 0))
	op, err := newOperation(opts.folder, random)
	if err != nil {
		return outcome{}, err
	}
	p := &player{opts: opts, op: op, random: random}
	exporter, err := p.serve(ctx)
	if err != nil {
		return outcome{}, err
	}
	defer func() { err = errors.Join(err, exporter.stop()) }()
	found.byFault = map[fault]int{}
	started := time.Now()
	fmt.Fprintln(out, "night  seconds  run peak MB  serve MB  serve files  warehouse MB  built anew MB  faults so far")
	for number := range opts.nights {
		if opts.limit > 0 && time.Since(started) > opts.limit {
			break
		}
		what := chooseFault(number, random)
		how, err := p.night(ctx, number, what)
		if err != nil {
			return found, fmt.Errorf("night %d (%s): %w", number, what, err)
		}
		found.byFault[what]++
		now, err := p.measure(number, what, how, exporter)
		if err != nil {
			return found, fmt.Errorf("night %d (%s): %w", number, what, err)
		}
		if isLast := number == opts.nights-1; isLast || (number+1)%opts.checkEvery == 0 {
			if now.freshMB, err = p.compare(ctx, exporter, number); err != nil {
				return found, fmt.Errorf("night %d (%s): %w", number, what, err)
			}
			found.comparisons++
			fmt.Fprintf(out, "%5d %8.1f %12.0f %9.0f %12d %13.1f %14.1f  %s\n", now.night, now.seconds, now.runPeakMB,
				now.serveMB, now.serveFiles, now.warehouseMB, now.freshMB, countFaults(found.byFault))
		}
		found.nights = append(found.nights, now)
		if opts.csv != "" {
			if err := writeFigures(opts.csv, found.nights); err != nil {
				return found, err
			}
		}
	}
	return found, nil
}

func countFaults(byFault map[fault]int) string {
	var words []string
	for what, count := range byFault {
		if what != none {
			words = append(words, fmt.Sprintf("%s %d", what, count))
		}
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

// leftovers are endings of files that only a run in progress has.
var leftovers = []string{".new", ".wal", ".tmp"}

func (p *player) measure(number int, what fault, how run, exporter *exporter) (figures, error) {
	now := figures{
		night: number, fault: what, seconds: how.took.Seconds(), runPeakMB: float64(how.peakKB) / 1024,
	}
	data := filepath.Join(p.opts.folder, "data")
	err := filepath.WalkDir(data, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		now.kept++
		if slices.Contains(leftovers, filepath.Ext(path)) {
			return fmt.Errorf("left behind: %s", path)
		}
		return nil
	})
	if err != nil {
		return figures{}, err
	}
	if now.warehouseMB, err = sizeMB(filepath.Join(data, "warehouse.duckdb")); err != nil {
		return figures{}, err
	}
	if now.serveMB, now.serveFiles, err = exporter.measure(); err != nil {
		return figures{}, fmt.Errorf("measure the exporter: %w", err)
	}
	return now, nil
}

func sizeMB(path string) (float64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return float64(info.Size()) / 1e6, nil
}

func writeFigures(path string, nights []figures) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := csv.NewWriter(file)
	rows := [][]string{{"night", "fault", "seconds", "run_peak_mb", "serve_mb", "serve_files", "warehouse_mb",
		"built_anew_mb", "files"}}
	for _, one := range nights {
		rows = append(rows, []string{strconv.Itoa(one.night), string(one.fault), decimal(one.seconds),
			decimal(one.runPeakMB), decimal(one.serveMB), strconv.Itoa(one.serveFiles), decimal(one.warehouseMB),
			decimal(one.freshMB), strconv.Itoa(one.kept)})
	}
	return w.WriteAll(rows)
}

func decimal(number float64) string { return strconv.FormatFloat(number, 'f', 2, 64) }

// What a soak may end with at most, beside what it began with. Data grow from night to night, and what is read for the
// boards with them; a leak of one descriptor or one megabyte a night is far beyond.
const (
	moreMemory    = 1.6 // of a run or of the exporter, times
	moreFiles     = 4   // descriptors of the exporter, and files in the data folders
	moreThanFresh = 1.8 // the warehouse, times one that was built anew from the same files
)

// warmNights is how many nights it takes at least until kept snapshots are there and the exporter has read some.
const warmNights = 5

// verdict says how far the figures went, and is an error if one of them grew. They are compared as medians of the second
// and of the last tenth of the nights: the first is left out, and warmNights at least.
func (o outcome) verdict(out io.Writer) error {
	share := max(len(o.nights)/10, 1)
	warm := max(share, warmNights)
	if len(o.nights) < 2*warmNights {
		return fmt.Errorf("%d nights are the least that show whether anything grows", 2*warmNights)
	}
	early, end := o.nights[warm:warm+share], o.nights[len(o.nights)-share:]
	fmt.Fprintf(out, "\n%d nights, %d comparisons with a warehouse built anew, no difference; faults: %s\n",
		len(o.nights), o.comparisons, countFaults(o.byFault))
	var faults []error
	for _, one := range []struct {
		name        string
		of          func(figures) float64
		times, plus float64
	}{
		{"peak memory of a run, MB", func(f figures) float64 { return f.runPeakMB }, moreMemory, 0},
		{"memory of the exporter, MB", func(f figures) float64 { return f.serveMB }, moreMemory, 0},
		{"file descriptors of the exporter", func(f figures) float64 { return float64(f.serveFiles) }, 1, moreFiles},
		{"files in the data folders", func(f figures) float64 { return float64(f.kept) }, 1, moreFiles},
	} {
		from, to := median(early, one.of), median(end, one.of)
		fmt.Fprintf(out, "%-34s %8.1f early %8.1f at the end\n", one.name, from, to)
		if to > from*one.times+one.plus {
			faults = append(faults, fmt.Errorf("%s grew from %.1f to %.1f", one.name, from, to))
		}
	}
	for _, one := range o.nights {
		if one.freshMB > 0 && one.warehouseMB > one.freshMB*moreThanFresh {
			faults = append(faults, fmt.Errorf("night %d: the warehouse has %.1f MB, one built anew %.1f MB", one.night,
				one.warehouseMB, one.freshMB))
		}
	}
	return errors.Join(faults...)
}

func median(nights []figures, of func(figures) float64) float64 {
	var all []float64
	for _, one := range nights {
		all = append(all, of(one))
	}
	slices.Sort(all)
	return all[len(all)/2]
}
