// Command bench measures the program beside yardsticks, in the same minutes on the same machine, and prints the ratios:
// the ingest beside a bare read_csv, a night on a long history beside one on a short one, a full refresh beside its bare
// SELECTs. docs/performance.md says what is measured, and how. Seconds of different machines, or of different hours on
// one machine, do not compare; the ratios do.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// taskWord is the first argument of this program when it does a task for itself.
const taskWord = "task"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := start(ctx, os.Args[1:])
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func start(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == taskWord {
		return runTask(ctx, args[1:])
	}
	var opts options
	var files outputs
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	binary := flags.String("recaudo", "bin/recaudo", "the binary to measure")
	sizes := flags.String("sizes", "1M,10M", "interactions of history, rising; the first is what nights are compared with")
	only := flags.String("only", "", "of "+strings.Join(workloads, ",")+"; default is all of them")
	keep := flags.Bool("keep", false, "do not remove the temporary folder; one given by --work is never removed")
	flags.StringVar(&opts.folder, "work", "", "folder to work in, whose exports and warehouses are used again; default is a "+
		"temporary one")
	flags.IntVar(&opts.rounds, "rounds", 3, "how often each side is timed; the medians count")
	flags.IntVar(&opts.nights, "nights", 3, "how many nights are timed, after one that warms up")
	flags.IntVar(&opts.growthNights, "growth-nights", 100, "nights after which the size of the file is looked at")
	flags.StringVar(&opts.memoryLimit, "memory", "2GB", "memory_limit of both sides")
	flags.IntVar(&opts.threads, "threads", 0, "threads of both sides; default is one a core")
	flags.StringVar(&files.json, "json", "", "write everything that was measured to this file")
	flags.StringVar(&files.markdown, "markdown", "", "write the table for docs/performance.md to this file")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var err error
	if opts.sizes, err = parseSizes(*sizes); err != nil {
		return err
	}
	if _, err := parseBytes(opts.memoryLimit); err != nil {
		return err
	}
	if opts.rounds < 1 || opts.nights < 1 || opts.growthNights < 1 {
		return errors.New("nothing is measured in no rounds and no nights")
	}
	if opts.only, err = parseWorkloads(*only); err != nil {
		return err
	}
	if opts.recaudo, opts.self, err = programs(*binary); err != nil {
		return err
	}
	return inFolder(ctx, opts, *keep, files)
}

// parseWorkloads reads a list of workloads; of none it makes all.
func parseWorkloads(text string) ([]string, error) {
	if text == "" {
		return workloads, nil
	}
	list := strings.Split(text, ",")
	for _, name := range list {
		if !slices.Contains(workloads, name) {
			return nil, fmt.Errorf("there is no workload %q; there are %s", name, strings.Join(workloads, ", "))
		}
	}
	return list, nil
}

func programs(binary string) (recaudo, self program, err error) {
	if binary, err = filepath.Abs(binary); err != nil {
		return nil, nil, err
	}
	own, err := os.Executable()
	return program{binary}, program{own, taskWord}, err
}

func inFolder(ctx context.Context, opts options, keep bool, files outputs) (err error) {
	if opts.folder == "" {
		if opts.folder, err = os.MkdirTemp("", "recaudo-bench-"); err != nil {
			return err
		}
		if keep {
			fmt.Fprintln(os.Stderr, "working in", opts.folder)
		} else {
			defer func() { err = errors.Join(err, os.RemoveAll(opts.folder)) }()
		}
	}
	if opts.folder, err = filepath.Abs(opts.folder); err != nil {
		return err
	}
	if err := os.MkdirAll(opts.folder, 0o755); err != nil {
		return err
	}
	b := &bench{options: opts, log: os.Stderr}
	measured, err := b.run(ctx)
	return errors.Join(err, files.write(measured))
}

// outputs are the files for the outcome; "" for none.
type outputs struct {
	json     string
	markdown string
}

func (files outputs) write(measured report) error {
	if err := measured.writeTable(os.Stdout); err != nil {
		return err
	}
	if files.json != "" {
		text, err := measured.json()
		if err != nil {
			return err
		}
		if err := os.WriteFile(files.json, text, 0o644); err != nil {
			return err
		}
	}
	if files.markdown == "" {
		return nil
	}
	var text bytes.Buffer
	if err := measured.writeMarkdown(&text); err != nil {
		return err
	}
	return os.WriteFile(files.markdown, text.Bytes(), 0o644)
}
