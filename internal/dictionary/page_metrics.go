package dictionary

import (
	"fmt"
	"strings"
)

// MetricsPage is docs/metrics.md.
func (d *Dictionary) MetricsPage() string {
	var page strings.Builder
	used := map[string]bool{}
	for _, subject := range d.Metrics {
		for _, metric := range subject.Metrics {
			used[metric.Unit] = true
		}
	}
	page.WriteString("<!-- Generated from sql/metrics by `go generate ./internal/dictionary`; change the files there. -->\n" +
		"# The metrics\n\nWhat `recaudo serve` exposes at `/metrics`. All are gauges: reversals and late exports lower them, too.\n" +
		"Business figures are those of the board's date, `recaudo_data_as_of_timestamp_seconds`; `recaudo backfill` writes past days.\n" +
		"The labels of a subject are those of its series; over *at most* so many rows its metrics are left out, and\n" +
		"`recaudo_metric_success` says so. A figure that is NULL in its source has no sample.\n" +
		"The tables of the sources are in [warehouse.md](warehouse.md), exact definitions in [canon.md](canon.md).\n\n" +
		"Units: " + unitNotes(used) + ".\n")
	for _, subject := range d.Metrics {
		subject.write(&page)
	}
	return page.String()
}

func (s Subject) write(page *strings.Builder) {
	name := s.Name
	if name == "" {
		name = "the exporter"
	}
	fmt.Fprintf(page, "\n## %s\n\n%s", name, linked(sentence(s.Description)))
	if s.File != "" {
		fmt.Fprintf(page, " [%s](../sql/%s)\n\n", s.File, s.File)
		labels := "none"
		if len(s.Labels) > 0 {
			labels = codes(s.Labels)
		}
		fmt.Fprintf(page, "Labels: %s; at most %d rows.", labels, s.MaxSeries)
	}
	page.WriteString("\n\n| metric | formula | unit | source | for example |\n|---|---|---|---|---|\n")
	for _, m := range s.Metrics {
		formula := cell(m.Meaning)
		if m.MayBeNull() {
			formula += "; no sample: " + cell(m.Null)
		}
		if s.File == "" && len(m.Labels) > 0 {
			formula += "; label " + codes(m.Labels)
		}
		fmt.Fprintf(page, "| `%s`<br>%s | %s | %s | %s | `%s` |\n",
			m.Name, cell(m.Help), formula, m.Unit, source(m), strings.ReplaceAll(m.Example, "|", `\|`))
	}
}

// source links a metric's relations to their sections; a column stands behind its relation.
func source(m Metric) string {
	if m.Source == "" {
		return "the exporter"
	}
	var links []string
	for _, name := range strings.Split(m.Source, ", ") {
		parts := strings.SplitN(name, ".", 3)
		relation := parts[0] + "." + parts[1]
		link := fmt.Sprintf("[%s](warehouse.md#%s)", relation, anchor(relation))
		if len(parts) == 3 {
			link += " `" + parts[2] + "`"
		}
		links = append(links, link)
	}
	return strings.Join(links, ", ")
}
