// Command benchserve times the exporter over loopback: scrapes of 50,000 series, plain and gzip, scrapes while the
// snapshot switches, the switch itself, and the page of 450 collectors, and beside the plain scrapes a bare server of as
// many bytes, in turns. It prints one JSON object. The exporter is a process of its own, so that neither side collects
// the other's garbage; both share the machine's cores, though.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/recaudo/recaudo/metrics"
)

// options are the flags.
type options struct {
	snapshot string
	requests int
	switches int
	serve    string
	bare     int
	isMadeUp bool // the snapshot
}

func main() {
	var opts options
	flag.StringVar(&opts.snapshot, "snapshot", "", "published file to serve; default is one of 450 collectors, made up")
	flag.IntVar(&opts.requests, "requests", 2000, "how often each address is asked")
	flag.IntVar(&opts.switches, "switches", 10, "how often the snapshot is replaced")
	flag.StringVar(&opts.serve, "serve", "", "used by this program itself: serve this snapshot until stdin ends")
	flag.IntVar(&opts.bare, "bare", 0, "used by this program itself: answer with so many bytes until stdin ends")
	flag.Parse()
	ctx := context.Background()
	var err error
	switch {
	case opts.serve != "":
		err = serve(ctx, opts.serve)
	case opts.bare > 0:
		err = serveBare(ctx, opts.bare)
	default:
		err = bench(ctx, opts)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchserve:", err)
		os.Exit(1)
	}
}

// serve is the exporter as `recaudo serve` starts it, on a free port that it prints.
func serve(ctx context.Context, snapshot string) error {
	definitions, err := metrics.LoadDefinitions(os.DirFS("sql"))
	if err != nil {
		return err
	}
	ctx = untilStdinEnds(ctx)
	listener, err := listen(ctx)
	if err != nil {
		return err
	}
	return metrics.New(metrics.Options{
		Snapshot: snapshot, Definitions: definitions, Language: "en", Version: "bench",
		Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}).Serve(ctx, listener)
}

// report is what is printed.
type report struct {
	Series           int     `json:"series"`
	PlainBytes       int     `json:"plain_bytes"`
	GzipBytes        int     `json:"gzip_bytes"`
	MeasuredEach     int     `json:"requests"`
	PlainP50         float64 `json:"plain_p50_ms"`
	PlainP99         float64 `json:"plain_p99_ms"`
	BareP50          float64 `json:"bare_p50_ms"` // the yardstick: a server that only sends as many bytes as a plain scrape
	BareP99          float64 `json:"bare_p99_ms"`
	GzipP50          float64 `json:"gzip_p50_ms"`
	GzipP99          float64 `json:"gzip_p99_ms"`
	MeasuredSwitches int     `json:"switches"`
	SwitchP50        float64 `json:"switch_p50_ms"` // of gzip scrapes while a snapshot is read and takes its place
	SwitchP99        float64 `json:"switch_p99_ms"`
	SwitchMax        float64 `json:"switch_max_ms"`
	SwitchSeconds    float64 `json:"switch_seconds"` // from the rename to the first scrape of the new one; median
	PageP50          float64 `json:"page_p50_ms"`
	PageP99          float64 `json:"page_p99_ms"`
	SortedPageP50    float64 `json:"sorted_page_p50_ms"`
	SortedPageP99    float64 `json:"sorted_page_p99_ms"`
	CollectorP50     float64 `json:"collector_page_p50_ms"`
	CollectorP99     float64 `json:"collector_page_p99_ms"`
}

func bench(ctx context.Context, opts options) (err error) {
	dir, err := os.MkdirTemp("", "recaudo-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if opts.snapshot == "" {
		opts.snapshot, opts.isMadeUp = filepath.Join(dir, "made-up.duckdb"), true
		if err := writeSnapshot(ctx, opts.snapshot); err != nil {
			return err
		}
	}
	published := filepath.Join(dir, "published.duckdb")
	if err := copyFile(opts.snapshot, published); err != nil {
		return err
	}
	exporter, err := start(ctx, "--serve", published)
	if err != nil {
		return err
	}
	measured, err := exporter.measure(ctx, opts, published)
	if err := errors.Join(err, exporter.stop()); err != nil {
		return err
	}
	output := json.NewEncoder(os.Stdout)
	output.SetIndent("", "  ")
	return output.Encode(measured)
}
