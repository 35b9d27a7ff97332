package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// serveProgram measures the exporter.
const serveProgram = "./e2e/benchserve"

const (
	scrapeBarMilliseconds = 5
	pageBarMilliseconds   = 20
	switchBarSeconds      = 1
)

// served is what the program tells; it tells more than is reported here.
type served struct {
	Series        int     `json:"series"`
	PlainP50      float64 `json:"plain_p50_ms"`
	PlainP99      float64 `json:"plain_p99_ms"`
	GzipP50       float64 `json:"gzip_p50_ms"`
	GzipP99       float64 `json:"gzip_p99_ms"`
	SwitchP99     float64 `json:"switch_p99_ms"`
	SwitchSeconds float64 `json:"switch_seconds"`
	PageP50       float64 `json:"page_p50_ms"`
	PageP99       float64 `json:"page_p99_ms"`
}

// serve measures scrapes and the page on the program's own snapshot of many series, and the switch to a new snapshot on
// that of each size.
func (b *bench) serve(ctx context.Context, places []place) error {
	if _, err := os.Stat(serveProgram); err != nil {
		return fmt.Errorf("scrapes are measured by %s, from the root of the repository: %w", serveProgram, err)
	}
	b.sayf("scrapes, and the page")
	of, err := runServe(ctx)
	if err != nil {
		return err
	}
	series := fmt.Sprintf("%d series", of.Series)
	for _, row := range []result{
		{What: "p99 of a plain scrape", Figure: of.PlainP99, Bar: scrapeBarMilliseconds, Against: median50(of.PlainP50)},
		{What: "p99 of a gzip scrape", Figure: of.GzipP99, Bar: scrapeBarMilliseconds, Against: median50(of.GzipP50)},
		{What: "p99 of a scrape while the snapshot switches", Figure: of.SwitchP99, Bar: scrapeBarMilliseconds},
		{What: "p99 of the page at /", Figure: of.PageP99, Bar: pageBarMilliseconds, Against: median50(of.PageP50)},
	} {
		row.Workload, row.Size, row.Unit = "scrape", series, unitMilliseconds
		b.add(row)
	}
	for _, p := range places {
		b.sayf("%s: switch to a new snapshot", size(p.operation.HistoryRows))
		published, err := filepath.Abs(p.published())
		if err != nil {
			return err
		}
		of, err := runServe(ctx, "--snapshot", published, "--requests", "100", "--switches", "5")
		if err != nil {
			return err
		}
		b.add(result{
			Workload: "switch", Size: size(p.operation.HistoryRows).String(),
			What: "from the rename to the first scrape of the new snapshot", Unit: unitSeconds, Figure: of.SwitchSeconds,
			Bar: switchBarSeconds,
		})
	}
	return nil
}

func median50(milliseconds float64) string { return fmt.Sprintf("median %.2f ms", milliseconds) }

func runServe(ctx context.Context, args ...string) (served, error) {
	command := exec.CommandContext(ctx, "go", append([]string{"run", serveProgram}, args...)...)
	var said bytes.Buffer
	command.Stderr = &said
	output, err := command.Output()
	if err != nil {
		return served{}, fmt.Errorf("run %s: %w\n%s", serveProgram, err, said.String())
	}
	var told served
	if err := json.Unmarshal(output, &told); err != nil {
		return served{}, fmt.Errorf("read what %s printed: %w", serveProgram, err)
	}
	return told, nil
}
