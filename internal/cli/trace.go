package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

// traceOptions are the flags of trace.
type traceOptions struct {
	part  string // "" is every part
	limit int    // rows shown of each part
}

func newTraceCommand(a *app) *cobra.Command {
	var opts traceOptions
	command := &cobra.Command{
		Use:   "trace RELATION KEY",
		Short: "From a row back to the file and line it came from",
		Long: `Shows where a row of the published snapshot came from: the load, the file, the physical line and what stands on it,
and the earlier versions of the row that it replaced. The file is read again where it lies, or from the archive if the
config has one. Cells that nothing is read from, like names, are masked.

RELATION is a mart, raw.<entity>, ops.rejected_rows or ops.superseded_rows. KEY is the values of the row's key joined
by |, or the first of them, if they name one row; of a row that has no id in the export, the key that the mart shows.
For a figure of a mart it counts the rows behind it, part by part, and traces the newest of each.`,
		Example: `  recaudo trace marts.leaderboard G112
  recaudo trace marts.collector_periods "month|2026-03-31|G112" --part payments --limit 20
  recaudo trace marts.payment_credits P-123
  recaudo trace raw.assignments "CR-1009|G07"
  recaudo trace ops.rejected_rows "14|203"`,
		Args: cobra.ExactArgs(2),
		RunE: func(command *cobra.Command, args []string) error {
			return runTrace(command.Context(), a, opts, args[0], args[1])
		},
	}
	command.Flags().StringVar(&opts.part, "part", "", "one kind of rows behind a figure, like payments")
	command.Flags().IntVar(&opts.limit, "limit", 3, "rows to trace of each part")
	return command
}

func runTrace(ctx context.Context, a *app, opts traceOptions, relation, key string) (err error) {
	if opts.limit < 0 {
		return &usageError{message: fmt.Sprintf("--limit %d is below zero", opts.limit)}
	}
	db, config, err := a.openSnapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	zone, err := time.LoadLocation(config.TimeZone)
	if err != nil {
		return fmt.Errorf("read time zone: %w", err)
	}
	t := tracer{app: a, db: db, config: config, zone: zone, opts: opts}
	return t.trace(ctx, relation, key)
}

// tracer follows rows of the published snapshot back to their files.
type tracer struct {
	app    *app
	db     *warehouse.DB
	config Config
	zone   *time.Location
	opts   traceOptions
}

func (t tracer) trace(ctx context.Context, relation, key string) error {
	schema, name, isQualified := strings.Cut(relation, ".")
	if !isQualified {
		schema, name = "marts", relation
		if _, isEntity := ingest.LookupEntity(relation); isEntity {
			schema = "raw"
		}
	}
	_, isEntity := ingest.LookupEntity(name)
	switch {
	case (schema == "raw" || schema == "staging") && isEntity:
		return t.rows(ctx, relation, key, []ingest.RowRef{{Entity: name, Key: key}})
	case schema == "ops" && name == "superseded_rows":
		entity, rowKey, _ := strings.Cut(key, "|")
		return t.rows(ctx, relation, key, []ingest.RowRef{{Entity: entity, Key: rowKey}})
	case schema == "ops" && name == "rejected_rows":
		return t.rejected(ctx, key)
	case schema == "marts":
		l, ok, err := loadLineage(sqlfiles.FS, name)
		if err != nil {
			return err
		}
		if ok {
			return t.figure(ctx, l, key)
		}
	}
	marts, err := tracedMarts(sqlfiles.FS)
	if err != nil {
		return err
	}
	return fmt.Errorf("trace %s: no such relation to trace; use marts.<name> (%s), raw.<entity> (%s), ops.rejected_rows or "+
		"ops.superseded_rows", relation, strings.Join(marts, ", "), strings.Join(ingest.EntityNames(), ", "))
}

// rows shows every version of rows of raw.
func (t tracer) rows(ctx context.Context, relation, key string, refs []ingest.RowRef) error {
	pseudonyms, err := t.config.Privacy.pseudonyms(t.app.getenv)
	if err != nil {
		return err
	}
	origins, err := ingest.Trace(ctx, ingest.Options{
		DB:         t.db,
		Root:       t.config.Root,
		Sources:    t.config.Sources,
		TimeZone:   t.config.TimeZone,
		Archive:    t.config.Archive,
		TempDir:    t.config.TempDirectory,
		Pseudonyms: pseudonyms,
		Limits:     t.config.Limits.limits(),
		Logger:     t.app.logger(),
		Now:        t.app.now,
	}, refs)
	if errors.Is(err, ingest.ErrNotFound) {
		return fmt.Errorf("trace %s %s: %w; the key is that of the raw row, its columns joined by |", relation, key, err)
	}
	if err != nil {
		return err
	}
	for i, origin := range origins {
		if i > 0 {
			fmt.Fprintln(t.app.stdout)
		}
		text, err := describeOrigin(origin, t.zone)
		if err != nil {
			return err
		}
		fmt.Fprint(t.app.stdout, text)
	}
	return nil
}

// figure shows a row of a mart, counts the rows of raw behind it and traces the newest of each part.
func (t tracer) figure(ctx context.Context, l lineage, key string) error {
	if err := l.checkPart(t.opts.part); err != nil {
		return err
	}
	row, err := l.find(ctx, t.db, key)
	if err != nil {
		return err
	}
	behind, err := l.behind(ctx, t.db, row)
	if err != nil {
		return err
	}
	figures, err := filledColumns(row.cell)
	if err != nil {
		return fmt.Errorf("trace marts.%s: %w", l.mart, err)
	}
	out := t.app.stdout
	fmt.Fprintf(out, "%-11s marts.%s %s\n", "figure", l.mart, printable(strings.Join(row.key, "|")))
	fmt.Fprintf(out, "%-11s %s\n", "reads", wrap(printable(figures), 100, "\n            "))
	for _, part := range l.parts {
		fmt.Fprintf(out, "%-11s %s: %s\n", part.name, describePart(behind, part.name), part.description)
	}
	for _, part := range l.parts {
		if t.opts.part != "" && part.name != t.opts.part {
			continue
		}
		var refs []ingest.RowRef
		for _, b := range behind {
			if b.part == part.name && len(refs) < t.opts.limit {
				refs = append(refs, ingest.RowRef{Entity: b.entity, Key: b.key})
			}
		}
		if len(refs) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n── %s\n", part.name)
		if err := t.rows(ctx, "marts."+l.mart, key, refs); err != nil {
			return err
		}
	}
	return nil
}

// describePart says how many rows of a part there are, and the sum of their amounts where they have some.
func describePart(behind []behindRow, part string) string {
	var count int64
	var sum float64
	hasAmount := false
	for _, b := range behind {
		if b.part != part {
			continue
		}
		count++
		sum += b.amount.Float64
		hasAmount = hasAmount || b.amount.Valid
	}
	if !hasAmount {
		return plural(count, "row")
	}
	return plural(count, "row") + " of " + formatMoney(sum, 2)
}

// rejected shows what was recorded about a line of a file that was not taken as it stood. KEY is load|line.
func (t tracer) rejected(ctx context.Context, key string) error {
	loadID, line, hasLine := strings.Cut(key, "|")
	rows, err := t.db.QueryContext(ctx, `
		select load_id, coalesce(file, ''), coalesce(line, 0), coalesce(column_name, ''), coalesce(reason, ''),
			coalesce(message, ''), coalesce(raw, ''), coalesce(is_row_rejected, false)
		from ops.rejected_rows
		where load_id::varchar = ? and (not ? or line::varchar = ?)
		order by line, column_name`, loadID, hasLine, line)
	if err != nil {
		return fmt.Errorf("trace ops.rejected_rows: %w", err)
	}
	defer rows.Close()
	found := false
	for rows.Next() {
		var load, line int64
		var file, column, reason, message, raw string
		var isRejected bool
		if err := rows.Scan(&load, &file, &line, &column, &reason, &message, &raw, &isRejected); err != nil {
			return fmt.Errorf("trace ops.rejected_rows: %w", err)
		}
		if found {
			fmt.Fprintln(t.app.stdout)
		}
		found = true
		taken := "the row was taken without the cell"
		if isRejected {
			taken = "the row was not taken"
		}
		t.app.showf("%-9s %s, line %d\n%-9s %s: %s (%s)\n%-9s %s", "file", printable(file), line,
			"rejected", printable(reason), printable(message), taken, "stands", printable(raw))
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("trace ops.rejected_rows: %w", err)
	}
	if !found {
		return fmt.Errorf("trace ops.rejected_rows %s: %w; the key is load_id|line", key, ingest.ErrNotFound)
	}
	return nil
}

// describeOrigin writes one version of a row, with instants in the business time zone.
func describeOrigin(origin ingest.Origin, zone *time.Location) (string, error) {
	var text strings.Builder
	line := func(label, format string, args ...any) {
		fmt.Fprintf(&text, "%-9s %s\n", label, printable(fmt.Sprintf(format, args...)))
	}
	state := "in force"
	if origin.ReplacedBy != 0 {
		state = fmt.Sprintf("replaced by load %d", origin.ReplacedBy)
	}
	line("row", "%s %s, %s", origin.Entity, origin.Key, state)
	line("load", "%d of source %s, %s", origin.LoadID, origin.Source, origin.LoadedAt.In(zone).Format("2006-01-02 15:04"))
	if origin.Line > 0 {
		line("file", "%s, line %d", origin.Path, origin.Line)
		line("stands", "%s", origin.Raw)
	} else {
		line("file", "%s, line unknown: %s", origin.Path, origin.Note)
	}
	read, err := filledColumns(origin.Row)
	if err != nil {
		return "", fmt.Errorf("trace %s: %w", origin.Key, err)
	}
	line("read as", "%s", read)
	return text.String(), nil
}

// bookkeeping are columns of raw.* that say nothing about what the file holds.
var bookkeeping = map[string]bool{
	"row_hash": true, "row_ordinal": true, "line_order": true, "load_id": true, "confirmed_by_load_id": true,
	"restated_by_load_ids": true, "source": true,
}

// filledColumns lists the columns of a row that hold something, in their order, as name=value.
func filledColumns(row string) (string, error) {
	decoder := json.NewDecoder(bytes.NewReader([]byte(row)))
	decoder.UseNumber() // amounts keep their digits
	if _, err := decoder.Token(); err != nil {
		return "", fmt.Errorf("read row: %w", err)
	}
	var filled []string
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return "", fmt.Errorf("read row: %w", err)
		}
		var value any
		if err := decoder.Decode(&value); err != nil {
			return "", fmt.Errorf("read row: %w", err)
		}
		column := fmt.Sprint(name)
		if value == nil || bookkeeping[column] || strings.HasSuffix(column, "_has_time") {
			continue
		}
		filled = append(filled, fmt.Sprintf("%s=%v", column, value))
	}
	return strings.Join(filled, ", "), nil
}

// wrap breaks a list of name=value behind commas, so that no line is longer than width if it can be helped.
func wrap(list string, width int, lineBreak string) string {
	var text strings.Builder
	length := 0
	for i, item := range strings.Split(list, ", ") {
		switch {
		case i == 0:
		case length+len(item) > width:
			text.WriteString("," + lineBreak)
			length = 0
		default:
			text.WriteString(", ")
		}
		text.WriteString(item)
		length += len(item) + 2
	}
	return text.String()
}
