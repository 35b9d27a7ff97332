package metrics

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// constCollector hands out metrics that were made before.
type constCollector []prometheus.Metric

func (c constCollector) Describe(chan<- *prometheus.Desc) {}

func (c constCollector) Collect(samples chan<- prometheus.Metric) {
	for _, sample := range c {
		samples <- sample
	}
}

// readFamilies runs a definition once and returns its metric families, sorted by name. It returns an error, and no
// family, if the SELECT fails, has other columns than the header says, gives more than max_series rows, or gives two
// rows of the same labels.
func readFamilies(ctx context.Context, db *warehouse.DB, definition Definition) ([]*dto.MetricFamily, error) {
	if err := checkColumns(ctx, db, definition); err != nil {
		return nil, err
	}
	isChanged := false
	families, err := gatherFamilies(ctx, db, definition, func(label string) string {
		shown := shownName(label)
		isChanged = isChanged || shown != label
		return shown
	})
	if err != nil && isChanged {
		// Two names that differ only in what is not shown are still two.
		return gatherFamilies(ctx, db, definition, markedName)
	}
	return families, err
}

// maxNameLength is from which character on a name is cut: an export may hold a book in its place.
const maxNameLength = 200

// shownName is a name as it is served. The text format has no escape for what steers a terminal, nor has HTML.
func shownName(name string) string {
	shown := warehouse.Printable(name)
	if len(shown) > maxNameLength {
		if characters := []rune(shown); len(characters) > maxNameLength {
			return string(characters[:maxNameLength]) + "…"
		}
	}
	return shown
}

// markedName is shownName with a mark behind what is not shown as it is, another one for each name.
func markedName(name string) string {
	shown := shownName(name)
	if shown == name {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%s #%x", shown, sum[:4])
}

// gatherFamilies is readFamilies with labels as show writes them.
func gatherFamilies(
	ctx context.Context, db *warehouse.DB, definition Definition, show func(label string) string,
) ([]*dto.MetricFamily, error) {
	samples, err := readSamples(ctx, db, definition, show)
	if err != nil {
		return nil, err
	}
	// A registry of its own checks what Prometheus would refuse: label sets that occur twice, labels that are not UTF-8.
	registry := prometheus.NewRegistry()
	if err := registry.Register(constCollector(samples)); err != nil {
		return nil, fmt.Errorf("%s: %w", definition.File, err)
	}
	families, err := registry.Gather()
	if err != nil {
		return nil, fmt.Errorf("%s: %w; its rows must differ in their labels", definition.File, firstError(err))
	}
	return families, nil
}

// firstError shortens a report that repeats itself for every series.
func firstError(err error) error {
	var all prometheus.MultiError
	if errors.As(err, &all) && len(all) > 0 {
		return fmt.Errorf("%w (%d series)", all[0], len(all))
	}
	return err
}

// checkColumns compares the columns of the SELECT with the header.
func checkColumns(ctx context.Context, db *warehouse.DB, definition Definition) error {
	rows, err := db.QueryContext(ctx, "select * from (\n"+definition.Query+"\n) limit 0")
	if err != nil {
		return fmt.Errorf("%s: %w", definition.File, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("%s: %w", definition.File, err)
	}
	wanted := slices.Clone(definition.Labels)
	for _, metric := range definition.Metrics {
		wanted = append(wanted, metric.Column)
	}
	for _, column := range columns {
		if !slices.Contains(wanted, column) {
			return fmt.Errorf("%s: column %q is neither a label nor a metric; add `-- metric %s: help`",
				definition.File, column, column)
		}
	}
	for _, column := range wanted {
		if !slices.Contains(columns, column) {
			return fmt.Errorf("%s: the SELECT has no column %q; add it, or remove it from the header",
				definition.File, column)
		}
	}
	return nil
}

// readSamples makes one const metric per row and measure that is not NULL. One Desc serves all series of a name.
func readSamples(
	ctx context.Context, db *warehouse.DB, definition Definition, show func(label string) string,
) ([]prometheus.Metric, error) {
	rows, err := db.QueryContext(ctx, castQuery(definition))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", definition.File, err)
	}
	defer rows.Close()
	descs := make([]*prometheus.Desc, len(definition.Metrics))
	for i, metric := range definition.Metrics {
		descs[i] = metric.desc()
	}
	labels := make([]string, len(definition.Labels))
	values := make([]sql.NullFloat64, len(definition.Metrics))
	var samples []prometheus.Metric
	for count := 1; rows.Next(); count++ {
		if count > definition.MaxSeries {
			return nil, fmt.Errorf("%s: more than max_series %d rows; raise it, or give up a label",
				definition.File, definition.MaxSeries)
		}
		if err := rows.Scan(targets(labels, values)...); err != nil {
			return nil, fmt.Errorf("%s: %w", definition.File, err)
		}
		for i, label := range labels {
			labels[i] = show(label)
		}
		for i, value := range values {
			if !value.Valid || math.IsNaN(value.Float64) || math.IsInf(value.Float64, 0) {
				continue
			}
			sample, err := prometheus.NewConstMetric(descs[i], prometheus.GaugeValue, value.Float64, labels...)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", definition.File, err)
			}
			samples = append(samples, sample)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", definition.File, err)
	}
	return samples, nil
}

// castQuery wraps the SELECT so that decimals, hugeints and booleans all arrive as doubles. A NULL label is empty,
// which Prometheus takes for absent.
func castQuery(definition Definition) string {
	var columns []string
	for _, label := range definition.Labels {
		columns = append(columns, "coalesce("+warehouse.QuoteIdent(label)+"::varchar, '')")
	}
	for _, metric := range definition.Metrics {
		columns = append(columns, warehouse.QuoteIdent(metric.Column)+"::double")
	}
	return "select " + strings.Join(columns, ", ") + "\nfrom (\n" + definition.Query + "\n)"
}

func targets(labels []string, values []sql.NullFloat64) []any {
	all := make([]any, 0, len(labels)+len(values))
	for i := range labels {
		all = append(all, &labels[i])
	}
	for i := range values {
		all = append(all, &values[i])
	}
	return all
}
