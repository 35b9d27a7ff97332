package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/metrics"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

// backfilledSubjects are the metric definitions that stand on marts with a row per as_of, and so have a past.
var backfilledSubjects = []string{"collector", "team", "channel"}

// backfillOptions are the flags of the backfill.
type backfillOptions struct {
	from, to string // dates; "" is the first, the last there is
	output   string // file; "" is stdout
}

func newBackfillCommand(a *app) *cobra.Command {
	var opts backfillOptions
	command := &cobra.Command{
		Use:   "backfill",
		Short: "Write past days as OpenMetrics, so that Prometheus has trends on day one",
		Long: `Writes the figures of every past day, as the exporter would have shown them, as OpenMetrics text with timestamps:
the metrics of collectors, teams and channels, each at the last second of its business day. promtool turns the text
into blocks for Prometheus' data folder.

There is one sample a day, and Prometheus looks back 5 minutes only: ask for history with last_over_time(metric[1d]). It
deletes blocks older than its retention, 15 days if nothing else is set: raise --storage.tsdb.retention.time first.`,
		Example: `  recaudo backfill --output history.om
  promtool tsdb create-blocks-from openmetrics --max-block-duration=720h history.om /var/lib/prometheus
  recaudo backfill --from 2026-01-01 --to 2026-03-31 > quarter.om`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runBackfill(command.Context(), a, opts)
		},
	}
	command.Flags().StringVar(&opts.from, "from", "", "first date, YYYY-MM-DD; default is the first one of the boards")
	command.Flags().StringVar(&opts.to, "to", "", "last date, YYYY-MM-DD; default is the last one of the boards")
	command.Flags().StringVarP(&opts.output, "output", "o", "", "file to write; default is stdout")
	return command
}

func runBackfill(ctx context.Context, a *app, opts backfillOptions) (err error) {
	from, to, err := opts.dates()
	if err != nil {
		return err
	}
	definitions, err := backfilledDefinitions()
	if err != nil {
		return err
	}
	// Opened once the usual way, which says what is wrong with a snapshot more clearly than the ATTACH that follows.
	snapshot, config, err := a.openSnapshot(ctx)
	if err != nil {
		return err
	}
	if err := snapshot.Close(); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "recaudo-backfill-")
	if err != nil {
		return fmt.Errorf("backfill: %w", err)
	}
	defer os.RemoveAll(scratch)
	history, err := openHistory(ctx, config, scratch)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, history.db.Close()) }()

	days, err := history.days(ctx, from, to)
	if err != nil {
		return err
	}
	if len(days) == 0 {
		return fmt.Errorf("backfill: the boards have no day between these dates; " +
			"`recaudo query \"select min(as_of), max(as_of) from marts.team_periods\"` shows which they have")
	}
	if err := history.prepare(ctx, definitions); err != nil {
		return err
	}
	progress := newProgress(a.stderr)
	defer progress.finish()
	for i, day := range days {
		progress.show("reading days", int64(i), int64(len(days)), false)
		if err := history.replay(ctx, definitions, day); err != nil {
			return err
		}
	}
	progress.finish()
	samples := 0
	err = a.writeResult(opts.output, func(out io.Writer) error {
		samples, err = history.write(ctx, definitions, out)
		return err
	})
	if err != nil {
		return err
	}
	a.sayf("%s samples from %s to %s", groupDigits(int64(samples)), days[0].Format(time.DateOnly),
		days[len(days)-1].Format(time.DateOnly))
	return nil
}

// backfilledDefinitions are the exporter's own definitions, so that history and present have the same names and labels.
func backfilledDefinitions() ([]metrics.Definition, error) {
	all, err := metrics.LoadDefinitions(sqlfiles.FS)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(definition metrics.Definition) bool {
		return !slices.Contains(backfilledSubjects, definition.Subject)
	}), nil
}

// dates returns the first and the last date; a zero time stands for no bound.
func (opts backfillOptions) dates() (from, to time.Time, err error) {
	for _, bound := range []struct {
		flag, text string
		date       *time.Time
	}{{"--from", opts.from, &from}, {"--to", opts.to, &to}} {
		if bound.text == "" {
			continue
		}
		if *bound.date, err = time.Parse(time.DateOnly, bound.text); err != nil {
			return from, to, &usageError{message: fmt.Sprintf("%s %q is no date; write it as 2026-03-31", bound.flag,
				bound.text)}
		}
	}
	if !from.IsZero() && !to.IsZero() && to.Before(from) {
		return from, to, &usageError{message: fmt.Sprintf("--to %s is before --from %s", opts.to, opts.from)}
	}
	return from, to, nil
}
