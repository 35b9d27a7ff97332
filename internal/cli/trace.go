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
)

func newTraceCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "trace RELATION KEY",
		Short: "From a row back to the file and line it came from",
		Long: `Shows where a row of the published snapshot came from: the load, the file, the physical line and what stands on it,
and the earlier versions of the row that it replaced. The file is read again where it lies, or from the archive if the
config has one. Cells that nothing is read from, like names, are masked.

RELATION is raw.<entity>, or a mart that keeps the key of its rows. KEY is the row's id; of several columns, their
values joined by |, or the first of them; of a row without an id, the key that the mart shows.`,
		Example: `  recaudo trace marts.payment_credits P-123
  recaudo trace marts.promises G-4711
  recaudo trace raw.assignments "CR-1009|G07"`,
		Args: cobra.ExactArgs(2),
		RunE: func(command *cobra.Command, args []string) error {
			return runTrace(command.Context(), a, args[0], args[1])
		},
	}
}

func runTrace(ctx context.Context, a *app, relation, key string) (err error) {
	db, config, err := a.openSnapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	zone, err := time.LoadLocation(config.TimeZone)
	if err != nil {
		return fmt.Errorf("read time zone: %w", err)
	}
	origins, err := ingest.Trace(ctx, ingest.Options{
		DB:       db,
		Root:     config.Root,
		Sources:  config.Sources,
		TimeZone: config.TimeZone,
		Archive:  config.Archive,
		TempDir:  config.TempDirectory,
		Logger:   a.logger(),
		Now:      a.now,
	}, relation, key)
	if err != nil {
		return err
	}
	for i, origin := range origins {
		if i > 0 {
			fmt.Fprintln(a.stdout)
		}
		text, err := describeOrigin(origin, zone)
		if err != nil {
			return err
		}
		fmt.Fprint(a.stdout, text)
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
	"source": true,
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
