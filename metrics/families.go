package metrics

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// family is one metric in the text format, HELP and TYPE before its series.
type family struct {
	name string
	text []byte
}

// readFamilies runs a definition once and returns its metric families, those of a metric without a sample left out. It
// returns an error, and no family, if the SELECT fails, has other columns than the header says, gives more than
// max_series rows, or gives two rows of the same labels.
//
// The text is written straight from the rows, as expfmt writes what a prometheus.Registry gathers of them: in 50,000
// series there are a million small values to make, to sort and to throw away again, which took ten times as long as
// the queries, and a scrape that came meanwhile waited for the collector of garbage.
func readFamilies(ctx context.Context, db *warehouse.DB, definition Definition) ([]family, error) {
	if err := checkColumns(ctx, db, definition); err != nil {
		return nil, err
	}
	rows, err := readSeries(ctx, db, definition)
	if err != nil {
		return nil, err
	}
	isChanged := false
	families, err := rows.write(definition, func(label string) string {
		shown := shownName(label)
		isChanged = isChanged || shown != label
		return shown
	})
	if err != nil && isChanged {
		// Two names that differ only in what is not shown are still two.
		return rows.write(definition, markedName)
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

// seriesRows is what the SELECT of a definition gave, row after row.
type seriesRows struct {
	count  int
	labels []string  // in the order of the definition
	values []float64 // in the order of its metrics; NaN is no sample
}

func readSeries(ctx context.Context, db *warehouse.DB, definition Definition) (seriesRows, error) {
	rows, err := db.QueryContext(ctx, castQuery(definition))
	if err != nil {
		return seriesRows{}, fmt.Errorf("%s: %w", definition.File, err)
	}
	defer rows.Close()
	labels := make([]string, len(definition.Labels))
	values := make([]sql.NullFloat64, len(definition.Metrics))
	into := targets(labels, values)
	var read seriesRows
	for rows.Next() {
		if read.count++; read.count > definition.MaxSeries {
			return seriesRows{}, fmt.Errorf("%s: more than max_series %d rows; raise it, or give up a label",
				definition.File, definition.MaxSeries)
		}
		if err := rows.Scan(into...); err != nil {
			return seriesRows{}, fmt.Errorf("%s: %w", definition.File, err)
		}
		read.labels = append(read.labels, labels...)
		for _, value := range values {
			if !value.Valid || math.IsInf(value.Float64, 0) {
				value.Float64 = math.NaN()
			}
			read.values = append(read.values, value.Float64)
		}
	}
	if err := rows.Err(); err != nil {
		return seriesRows{}, fmt.Errorf("%s: %w", definition.File, err)
	}
	return read, nil
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
