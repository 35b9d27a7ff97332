// Package metrics turns the marts of a published snapshot into what Prometheus scrapes and into the leaderboard
// page, and serves both. What is exported is written in sql/metrics/*.sql, one file per subject.
package metrics

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// prefix starts the name of every metric of Recaudo.
const prefix = "recaudo_"

// Metric is one exported name.
type Metric struct {
	Name   string   // as Prometheus sees it, "recaudo_collector_actions"
	Column string   // of the definition's SELECT; "" for the exporter's own metrics
	Help   string   // one sentence
	Labels []string // in the order of the file
	// Formula says how the figure is reckoned, where the column it comes from does not say it; in the words of the
	// data dictionary, "[unit] meaning; NULL: when there is no sample".
	Formula string
}

// Definition is one file of sql/metrics: a SELECT whose columns are labels and measures. Each row gives one series
// per measure; a NULL measure gives none.
type Definition struct {
	Subject     string // file stem, "collector"
	File        string // "metrics/collector.sql"
	Description string // ends "one row per …", or "one row"
	Labels      []string
	MaxSeries   int // rows over which the definition is dropped
	// Shared says why an exporter of one team serves the definition, too, though no label names a team; "": it does not.
	Shared  string
	Metrics []Metric
	Query   string // the SELECT
}

// LoadDefinitions reads metrics/*.sql, sorted by name. Errors name file and line.
func LoadDefinitions(files fs.FS) ([]Definition, error) {
	names, err := fs.Glob(files, "metrics/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list metric definitions: %w", err)
	}
	slices.Sort(names)
	owners := make(map[string]string)
	for _, metric := range OwnMetrics() {
		owners[metric.Name] = "the exporter itself"
	}
	definitions := make([]Definition, 0, len(names))
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read metric definition: %w", err)
		}
		definition, err := parseDefinition(name, string(content))
		if err != nil {
			return nil, fmt.Errorf("read metric definition: %w", err)
		}
		// recaudo_a_b_c can be column b_c of a.sql and column c of a_b.sql.
		for _, metric := range definition.Metrics {
			if owner, taken := owners[metric.Name]; taken {
				return nil, fmt.Errorf("read metric definition: %s: %s is already exported by %s; rename the column",
					name, metric.Name, owner)
			}
			owners[metric.Name] = name
		}
		definitions = append(definitions, definition)
	}
	return definitions, nil
}

// definitionParser holds what the header lines said so far.
type definitionParser struct {
	definition Definition
	seen       map[string]bool // keys and columns
}

func parseDefinition(file, content string) (Definition, error) {
	parser := definitionParser{
		definition: Definition{Subject: strings.TrimSuffix(path.Base(file), ".sql"), File: file},
		seen:       make(map[string]bool),
	}
	lines := strings.Split(strings.ReplaceAll(content, "\r\n", "\n"), "\n")
	blank := slices.IndexFunc(lines, func(line string) bool { return strings.TrimSpace(line) == "" })
	if blank < 0 {
		blank = len(lines)
	}
	for i, line := range lines[:blank] {
		if err := parser.header(line); err != nil {
			return Definition{}, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
	}
	parser.definition.Query = strings.TrimRight(strings.TrimSpace(strings.Join(lines[blank:], "\n")), ";")
	if err := parser.complete(); err != nil {
		return Definition{}, fmt.Errorf("%s:%d: %w", file, min(blank+1, len(lines)), err)
	}
	return parser.definition, nil
}

// header takes one `-- key: value` line.
func (p *definitionParser) header(line string) error {
	text, isComment := strings.CutPrefix(line, "--")
	key, value, hasValue := strings.Cut(strings.TrimSpace(text), ":")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	if !isComment || !hasValue {
		return fmt.Errorf("want `-- key: value` lines, then a blank line, then one SELECT; got %q", line)
	}
	if p.seen[key] {
		return fmt.Errorf("key %q is there twice; remove one", key)
	}
	p.seen[key] = true
	if value == "" {
		return fmt.Errorf("key %q has no value", key)
	}
	column, isMetric := strings.CutPrefix(key, "metric ")
	formulaOf, isFormula := strings.CutPrefix(key, "formula ")
	switch {
	case isMetric:
		return p.metric(strings.TrimSpace(column), value)
	case isFormula:
		return p.formula(strings.TrimSpace(formulaOf), value)
	case key == "description":
		p.definition.Description = value
		return nil
	case key == "labels":
		return p.labels(value)
	case key == "shared":
		p.definition.Shared = value
		return nil
	case key == "max_series":
		count, err := strconv.Atoi(value)
		if err != nil || count <= 0 {
			return fmt.Errorf("max_series is %q; want a number of rows above zero", value)
		}
		p.definition.MaxSeries = count
		return nil
	}
	return fmt.Errorf("unknown key %q; known are description, labels, max_series, shared, metric <column>, formula <column>", key)
}

func (p *definitionParser) labels(value string) error {
	for _, label := range strings.Split(value, ",") {
		label = strings.TrimSpace(label)
		if err := p.column(label); err != nil {
			return fmt.Errorf("label %q: %w", label, err)
		}
		p.definition.Labels = append(p.definition.Labels, label)
	}
	return nil
}

func (p *definitionParser) metric(column, help string) error {
	if err := p.column(column); err != nil {
		return fmt.Errorf("metric %q: %w", column, err)
	}
	p.definition.Metrics = append(p.definition.Metrics, Metric{
		Name:   prefix + p.definition.Subject + "_" + column,
		Column: column,
		Help:   help,
	})
	return nil
}

// formula takes what stands below the `metric` line of the column.
func (p *definitionParser) formula(column, formula string) error {
	place := slices.IndexFunc(p.definition.Metrics, func(metric Metric) bool { return metric.Column == column })
	if place < 0 {
		return fmt.Errorf("formula %q: there is no `-- metric %s: help` line above", column, column)
	}
	p.definition.Metrics[place].Formula = formula
	return nil
}

// columnName is what both Prometheus and an unquoted SQL identifier allow, without Prometheus' reserved leading "__".
var columnName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (p *definitionParser) column(name string) error {
	if !columnName.MatchString(name) {
		return fmt.Errorf("want lower-case letters, digits and underscores, starting with a letter")
	}
	if p.seen["column "+name] {
		return fmt.Errorf("the column is there twice; remove one")
	}
	p.seen["column "+name] = true
	return nil
}

// complete checks what only the whole header shows, and hands the labels to the metrics.
func (p *definitionParser) complete() error {
	d := &p.definition
	switch {
	case !columnName.MatchString(d.Subject):
		return fmt.Errorf("the file name becomes part of metric names; use lower-case letters, digits and underscores")
	case !strings.Contains(d.Description, "one row"):
		return fmt.Errorf("want `-- description: …; one row per …`")
	case d.MaxSeries == 0:
		return fmt.Errorf("want `-- max_series: <rows>`, the guard against a label that explodes")
	case len(d.Metrics) == 0:
		return fmt.Errorf("want at least one `-- metric <column>: help` line")
	case d.Query == "":
		return fmt.Errorf("want a blank line and one SELECT after the header")
	}
	for i := range d.Metrics {
		d.Metrics[i].Labels = d.Labels
	}
	return nil
}
