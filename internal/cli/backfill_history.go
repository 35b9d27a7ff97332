package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/metrics"
)

// history is a database in memory that stands in for the published snapshot: its ops.settings can be set to any day, so
// that the exporter's own SELECTs show that day.
type history struct {
	db   *warehouse.DB
	zone *time.Location
}

// historyTables are what the definitions of backfilledSubjects read besides ops.settings.
var historyTables = []string{"collector_periods", "team_periods", "channel_periods"}

// openHistory attaches the published snapshot to a database in memory, which spills to the folder scratch.
func openHistory(ctx context.Context, config Config, scratch string) (_ history, err error) {
	db, err := warehouse.Open(ctx, warehouse.Options{
		MemoryLimit:   config.MemoryLimit,
		Threads:       config.Threads,
		TempDirectory: scratch,
		MaxTempSize:   config.MaxTempSize,
	})
	if err != nil {
		return history{}, fmt.Errorf("backfill: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}()
	statements := []string{
		"attach " + warehouse.QuoteLiteral(config.Published) + " as snapshot (read_only)",
		"create schema ops",
		"create schema marts",
		"create schema history",
		// A sorted table is read in its order only with this, which is the default.
		"set preserve_insertion_order = true",
		"create table ops.settings as from snapshot.ops.settings",
	}
	for _, name := range historyTables {
		statements = append(statements, "create view marts."+name+" as from snapshot.marts."+name)
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return history{}, fmt.Errorf("backfill: %s: %w", statement, err)
		}
	}
	var timeZone string
	if err := db.QueryRowContext(ctx, "select time_zone from ops.settings").Scan(&timeZone); err != nil {
		return history{}, fmt.Errorf("backfill: read time zone: %w", err)
	}
	zone, err := time.LoadLocation(timeZone)
	if err != nil {
		return history{}, fmt.Errorf("backfill: read time zone: %w", err)
	}
	return history{db: db, zone: zone}, nil
}

// days lists the days that have figures, in order; a zero bound is none.
func (h history) days(ctx context.Context, from, to time.Time) (days []time.Time, err error) {
	bound := func(day time.Time) any {
		if day.IsZero() {
			return nil
		}
		return warehouse.Date(day)
	}
	return readAll(ctx, h.db, "days of the boards", func(day *time.Time) []any { return []any{day} }, `
		with
		days as (
			select as_of from marts.collector_periods
			union
			select as_of from marts.team_periods
		)
		select as_of
		from days
		where as_of >= coalesce($from::date, as_of) and as_of <= coalesce($to::date, as_of)
		order by as_of`, sql.Named("from", bound(from)), sql.Named("to", bound(to)))
}

// prepare creates an empty table for every definition: the series as OpenMetrics writes its labels, the day, and the
// measures.
func (h history) prepare(ctx context.Context, definitions []metrics.Definition) error {
	for _, definition := range definitions {
		_, err := h.db.ExecContext(ctx, "create table "+historyTable(definition)+" as "+shownQuery(definition)+" limit 0")
		if err != nil {
			return fmt.Errorf("backfill: %s: %w", definition.File, err)
		}
	}
	return nil
}

// replay keeps what the definitions show on a day.
func (h history) replay(ctx context.Context, definitions []metrics.Definition, day time.Time) error {
	if _, err := h.db.ExecContext(ctx, "update ops.settings set as_of = ?", warehouse.Date(day)); err != nil {
		return fmt.Errorf("backfill %s: %w", day.Format(time.DateOnly), err)
	}
	for _, definition := range definitions {
		_, err := h.db.ExecContext(ctx, "insert into "+historyTable(definition)+" by name "+shownQuery(definition))
		if err != nil {
			return fmt.Errorf("backfill %s: %s: %w", day.Format(time.DateOnly), definition.File, err)
		}
	}
	return nil
}

// shownQuery is what a definition shows on the day that ops.settings says.
func shownQuery(definition metrics.Definition) string {
	columns := []string{seriesExpression(definition.Labels) + " as __series", "settings.as_of as __day"}
	for _, metric := range definition.Metrics {
		name := warehouse.QuoteIdent(metric.Column)
		columns = append(columns, "shown."+name+"::double as "+name)
	}
	return "select " + strings.Join(columns, ", ") + "\nfrom (\n" + definition.Query +
		"\n) as shown cross join ops.settings as settings"
}

// seriesExpression is SQL that gives the labels of a row as OpenMetrics writes them, name="value",...
func seriesExpression(labels []string) string {
	pairs := make([]string, len(labels))
	for i, label := range labels {
		value := "coalesce(shown." + warehouse.QuoteIdent(label) + "::varchar, '')"
		for _, escape := range [][2]string{{`\`, `\\`}, {"\n", `\n`}, {`"`, `\"`}} {
			value = "replace(" + value + ", " + warehouse.QuoteLiteral(escape[0]) + ", " +
				warehouse.QuoteLiteral(escape[1]) + ")"
		}
		pairs[i] = warehouse.QuoteLiteral(label+`="`) + " || " + value + " || '\"'"
	}
	return strings.Join(pairs, " || ',' || ")
}

func historyTable(definition metrics.Definition) string {
	return "history." + warehouse.QuoteIdent(definition.Subject)
}

// write writes all days as OpenMetrics: the samples of a metric together, those of a series in order of time. It returns
// how many samples it wrote.
func (h history) write(ctx context.Context, definitions []metrics.Definition, out io.Writer) (samples int, err error) {
	for _, definition := range definitions {
		// Sorted once for all of its metrics: a scan gives the rows of a table in their order.
		_, err := h.db.ExecContext(ctx, "create or replace table history.sorted as from "+historyTable(definition)+
			" order by __series, __day")
		if err != nil {
			return samples, fmt.Errorf("backfill: %s: %w", definition.File, err)
		}
		for _, metric := range definition.Metrics {
			count, err := h.writeMetric(ctx, metric, out)
			samples += count
			if err != nil {
				return samples, fmt.Errorf("backfill %s: %w", metric.Name, err)
			}
		}
	}
	_, err = io.WriteString(out, "# EOF\n")
	return samples, err
}

func (h history) writeMetric(ctx context.Context, metric metrics.Metric, out io.Writer) (samples int, err error) {
	_, err = fmt.Fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n", metric.Name, escapeHelp(metric.Help), metric.Name)
	if err != nil {
		return 0, err
	}
	value := warehouse.QuoteIdent(metric.Column)
	rows, err := h.db.QueryContext(ctx, "select __series, __day, "+value+" from history.sorted where isfinite("+value+")")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var series string
	var day time.Time
	var number float64
	for rows.Next() {
		if err := rows.Scan(&series, &day, &number); err != nil {
			return samples, err
		}
		_, err := fmt.Fprintf(out, "%s{%s} %s %d\n", metric.Name, series, strconv.FormatFloat(number, 'g', -1, 64),
			endOfDay(day, h.zone).Unix())
		if err != nil {
			return samples, err
		}
		samples++
	}
	return samples, rows.Err()
}

// endOfDay is the last second of a business day, so that a graph shows the figures on the day they are of.
func endOfDay(day time.Time, zone *time.Location) time.Time {
	year, month, number := day.Date()
	return time.Date(year, month, number, 23, 59, 59, 0, zone)
}

// escapeHelp escapes a help text as OpenMetrics wants it.
func escapeHelp(text string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`).Replace(text)
}
