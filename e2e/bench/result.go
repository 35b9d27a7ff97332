package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// unit is what a figure is counted in.
type unit string

const (
	unitRatio        unit = "x"
	unitSeconds      unit = "s"
	unitMilliseconds unit = "ms"
)

// verdict says whether a figure keeps its bar.
type verdict string

const (
	noBar  verdict = ""
	kept   verdict = "ok"
	missed verdict = "MISSED"
)

// result is one line of the table: a figure, what it was made of, and the bar it is held against.
type result struct {
	Workload  string  `json:"workload"`
	Size      string  `json:"size"` // of the history, or what else makes it large
	What      string  `json:"what"`
	Against   string  `json:"against,omitempty"` // the yardstick, or what the figure is seen beside
	Figure    float64 `json:"figure"`
	Unit      unit    `json:"unit"`
	Bar       float64 `json:"bar,omitempty"` // 0: none
	Verdict   verdict `json:"verdict,omitempty"`
	Ours      []cost  `json:"ours,omitempty"` // every round
	Yardstick []cost  `json:"yardstick,omitempty"`
	// Medians of the rounds, by the clock on the wall and by processor time.
	OursSeconds         float64 `json:"ours_seconds,omitempty"`
	OursCPUSeconds      float64 `json:"ours_cpu_seconds,omitempty"`
	YardstickSeconds    float64 `json:"yardstick_seconds,omitempty"`
	YardstickCPUSeconds float64 `json:"yardstick_cpu_seconds,omitempty"`
	PeakBytes           int64   `json:"peak_bytes,omitempty"` // of ours, in all rounds
	Rows                int64   `json:"rows,omitempty"`
	RowsPerSecond       float64 `json:"rows_per_second,omitempty"`
}

// addRatio adds a result whose figure is the ratio of the medians.
func (b *bench) addRatio(row result) {
	row.Unit = unitRatio
	row.Figure = ratio(median(row.Ours, wallSeconds), median(row.Yardstick, wallSeconds))
	b.add(row)
}

func (b *bench) add(row result) {
	row.OursSeconds, row.OursCPUSeconds = median(row.Ours, wallSeconds), median(row.Ours, cpuSeconds)
	row.YardstickSeconds, row.YardstickCPUSeconds = median(row.Yardstick, wallSeconds), median(row.Yardstick, cpuSeconds)
	row.PeakBytes = peak(row.Ours)
	row.RowsPerSecond = ratio(float64(row.Rows), row.OursSeconds)
	row.Verdict = judge(row.Figure, row.Bar)
	b.results = append(b.results, row)
}

func judge(figure, bar float64) verdict {
	switch {
	case bar == 0:
		return noBar
	case figure <= bar:
		return kept
	}
	return missed
}

// report is the whole outcome.
type report struct {
	Machine machine  `json:"machine"`
	Results []result `json:"results"`
}

func (r report) json() ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	return append(text, '\n'), err
}

var columns = []string{
	"workload", "size", "what", "seconds", "CPU s", "against", "seconds", "CPU s", "result", "bar", "", "peak MB", "rows/s",
}

// cells are those of one line, under columns.
func (row result) cells() []string {
	bar := ""
	if row.Bar > 0 {
		bar = "≤ " + row.Unit.of(row.Bar)
	}
	return []string{
		row.Workload, row.Size, row.What, number("%.2f", row.OursSeconds), number("%.2f", row.OursCPUSeconds),
		row.Against, number("%.2f", row.YardstickSeconds), number("%.2f", row.YardstickCPUSeconds),
		row.Unit.of(row.Figure), bar, string(row.Verdict),
		number("%.0f", float64(row.PeakBytes)/1e6), number("%.0f", row.RowsPerSecond),
	}
}

func (u unit) of(figure float64) string { return fmt.Sprintf("%.2f %s", figure, u) }

// number formats a figure, "" if it was not measured.
func number(format string, figure float64) string {
	if figure == 0 {
		return ""
	}
	return fmt.Sprintf(format, figure)
}

func (r report) writeTable(out io.Writer) error {
	for _, line := range r.Machine.lines() {
		fmt.Fprintln(out, line)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, strings.Join(columns, "\t"))
	for _, row := range r.Results {
		fmt.Fprintln(table, strings.Join(row.cells(), "\t"))
	}
	return table.Flush()
}

func (r report) writeMarkdown(out io.Writer) error {
	fmt.Fprintln(out, "<!-- generated: make bench -->")
	for _, line := range r.Machine.lines() {
		fmt.Fprintln(out, "- "+line)
	}
	fmt.Fprintf(out, "\n| %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	for _, row := range r.Results {
		fmt.Fprintf(out, "| %s |\n", strings.Join(row.cells(), " | "))
	}
	_, err := fmt.Fprintln(out, "<!-- end of what is generated -->")
	return err
}
