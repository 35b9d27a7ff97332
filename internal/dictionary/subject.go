package dictionary

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/metrics"
	"github.com/recaudo/recaudo/transform"
)

// Subject is a file of metrics.
type Subject struct {
	Name        string // "collector"; "" for the exporter's own
	File        string
	Description string
	Labels      []string
	MaxSeries   int
	Metrics     []Metric
}

// Metric is a metric with how it is reckoned.
type Metric struct {
	metrics.Metric
	Text
	Source  string // "marts.leaderboard.rank_change"; the relations alone where it is more than a column; "" for own ones
	Example string // PromQL
}

// subjects describes every metric.
func (b *builder) subjects(ctx context.Context) ([]Subject, error) {
	definitions, err := metrics.LoadDefinitions(b.files)
	if err != nil {
		return nil, err
	}
	var subjects []Subject
	var problems []error
	for _, definition := range definitions {
		subject := Subject{
			Name: definition.Subject, File: definition.File, Description: definition.Description,
			Labels: definition.Labels, MaxSeries: definition.MaxSeries,
		}
		for _, exported := range definition.Metrics {
			metric, err := b.metric(ctx, definition, exported)
			problems = append(problems, err)
			subject.Metrics = append(subject.Metrics, metric)
		}
		subjects = append(subjects, subject)
	}
	own := Subject{Description: "what the exporter says about itself and the latest run"}
	for _, exported := range metrics.OwnMetrics() {
		text, err := parseText(exported.Formula)
		problems = append(problems, err)
		own.Metrics = append(own.Metrics, Metric{
			Metric: exported, Text: text.over(Text{Null: never}), Example: exampleQuery(exported),
		})
	}
	return append(subjects, own), errors.Join(problems...)
}

// metric describes one metric: by its own formula, else by the column it comes from.
func (b *builder) metric(ctx context.Context, definition metrics.Definition, exported metrics.Metric) (Metric, error) {
	metric := Metric{Metric: exported, Example: exampleQuery(exported)}
	at := func(err error) error { return fmt.Errorf("%s: metric %s: %w", definition.File, exported.Column, err) }
	origin, isColumn := parseColumnPath(exported.Formula)
	if exported.Formula == "" {
		var err error
		if origin, isColumn, err = b.origin(ctx, definition.Query, exported.Column); err != nil {
			return Metric{}, at(err)
		}
		if !isColumn {
			return Metric{}, at(fmt.Errorf("is not simply a column of a relation; say how it is reckoned in a line "+
				"`-- formula %s: [unit] …`", exported.Column))
		}
	}
	if isColumn {
		relation, known := b.relations[origin.relation]
		if !known {
			return Metric{}, at(fmt.Errorf("there is no relation %s", origin.relation))
		}
		column, known := relation.column(origin.column)
		if !known {
			return Metric{}, at(fmt.Errorf("%s has no column %s", origin.relation, origin.column))
		}
		metric.Text, metric.Source = column.Text, origin.relation.String()+"."+origin.column
	} else {
		text, err := parseText(exported.Formula)
		if err != nil {
			return Metric{}, at(err)
		}
		reads, err := transform.Reads(ctx, b.db, definition.File, definition.Query)
		if err != nil {
			return Metric{}, err
		}
		metric.Text, metric.Source = text.over(Text{Null: never}), joinRelations(reads)
	}
	// The exporter's base units are part of a name.
	switch {
	case strings.HasSuffix(exported.Name, "_timestamp_seconds"):
		metric.Unit = "Unix time"
	case strings.HasSuffix(exported.Name, "_seconds"):
		if metric.Unit == "days" {
			metric.Meaning += ", × 86,400"
		}
		metric.Unit = "seconds"
	}
	if metric.Unit == "" {
		if _, isIs := strings.CutPrefix(exported.Column, "is_"); !isIs {
			return Metric{}, at(fmt.Errorf("has no unit; start the formula with one in brackets"))
		}
		metric.Unit = "0 or 1"
	}
	return metric, nil
}

func joinRelations(relations []transform.Relation) string {
	var names []string
	for _, relation := range relations {
		// The board's date alone is no source.
		if relation.String() != "ops.settings" || len(relations) == 1 {
			names = append(names, relation.String())
		}
	}
	return strings.Join(names, ", ")
}

// columnPath is a formula that only names a column.
var columnPath = regexp.MustCompile(`^([a-z_]+)\.([a-z_0-9]+)\.([a-z_0-9]+)$`)

// parseColumnPath reads schema.relation.column.
func parseColumnPath(text string) (columnOrigin, bool) {
	match := columnPath.FindStringSubmatch(text)
	if match == nil {
		return columnOrigin{}, false
	}
	return columnOrigin{transform.Relation{Schema: match[1], Name: match[2]}, match[3]}, true
}

// exampleQuery is a question a board could ask: the extremes among collectors, age for times, else the series.
func exampleQuery(metric metrics.Metric) string {
	has := func(label string) bool { return slices.Contains(metric.Labels, label) }
	series := metric.Name
	if has("period") {
		series += `{period="month"}`
	}
	switch {
	case strings.HasSuffix(metric.Name, "_timestamp_seconds"):
		return "time() - " + series
	case strings.HasSuffix(metric.Name, "_success") || strings.HasPrefix(metric.Column, "is_"):
		return series + " == 0"
	case strings.HasSuffix(metric.Name, "_rank"):
		return series + " <= 3"
	case has("collector") && has("currency"):
		return "topk by (currency) (5, " + series + ")"
	case has("collector"):
		return "topk(5, " + series + ")"
	case len(metric.Labels) > 0:
		return "sort_desc(" + series + ")"
	}
	return series
}
