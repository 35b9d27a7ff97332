// Command soak plays many nights of a small operation against the real program, with faults at random moments, and checks
// that nothing wears out: the promise of docs/operations.md holds, and neither memory, nor file descriptors, nor the
// warehouse grow beyond what the data need.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// options of a soak.
type options struct {
	binary     string        // the program to soak
	folder     string        // where it works; empty or missing
	nights     int           // how many to play
	checkEvery int           // nights between two comparisons with a warehouse built anew
	seed       uint64        // of the operation and of the faults
	limit      time.Duration // no night begins after it; 0: none
	csv        string        // file for the figures of every night; "" for none
}

func main() {
	var opts options
	flag.StringVar(&opts.binary, "recaudo", "bin/recaudo", "the binary to soak")
	flag.StringVar(&opts.folder, "folder", "", "an empty folder to work in; default is a temporary one, removed at the end")
	flag.IntVar(&opts.nights, "nights", 400, "how many nights")
	flag.IntVar(&opts.checkEvery, "check-every", 20, "nights between two comparisons with a warehouse built anew")
	flag.Uint64Var(&opts.seed, "seed", 1, "the same seed plays the same operation and the same kinds of faults")
	flag.DurationVar(&opts.limit, "limit", 0, "begin no night after this time; 0 plays them all")
	flag.StringVar(&opts.csv, "csv", "", "write the figures of every night to this file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := play(ctx, opts)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func play(ctx context.Context, opts options) (err error) {
	if opts.folder == "" {
		if opts.folder, err = os.MkdirTemp("", "recaudo-soak-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(opts.folder)) }()
	}
	if opts.binary, err = filepath.Abs(opts.binary); err != nil {
		return err
	}
	found, err := soak(ctx, opts, os.Stdout)
	if err != nil {
		return err
	}
	return found.verdict(os.Stdout)
}
