package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/ingest"
)

func newRunCommand(a *app) *cobra.Command {
	var opts runOptions
	command := &cobra.Command{
		Use:   "run",
		Short: "The nightly job: ingest, transform, check, publish",
		Long: `Loads every new export, computes the marts that they change, runs the checks, and publishes the result as a
snapshot. Running it twice changes nothing; killing it loses nothing; a file that can't be read is refused and named,
and the others go on.

Exit code 0: done. 1: something failed or a file was refused. 2: the config is wrong. 3: another run holds the lock.`,
		Example: `  recaudo run
  recaudo run --as-of 2026-03-31        the boards as they stood at the end of that day
  recaudo run --full-refresh            compute everything anew
  recaudo run --accept-shrink           load a snapshot that lost more than 30 % of its accounts`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runNightly(command.Context(), a, opts)
		},
	}
	opts.addTransformFlags(command)
	opts.addIngestFlags(command)
	return command
}

func (opts *runOptions) addTransformFlags(command *cobra.Command) {
	command.Flags().StringVar(&opts.asOf, "as-of", "", "date of the boards, YYYY-MM-DD; default is the last date the data "+
		"reaches, but not after today")
	command.Flags().BoolVar(&opts.fullRefresh, "full-refresh", false, "compute every date of every mart anew")
}

func (opts *runOptions) addIngestFlags(command *cobra.Command) {
	command.Flags().BoolVar(&opts.acceptShrink, "accept-shrink", false,
		"load a snapshot of assignments that lost more than 30 % of its accounts")
	command.Flags().BoolVar(&opts.retryRejected, "retry-rejected", false,
		"load refused files, and files with rejected rows or cells, again")
	command.Flags().StringSliceVar(&opts.acceptSchema, "accept-schema", nil,
		"take the changed columns of this source's files, whatever its schema says; several with commas")
	command.Flags().StringArrayVar(&opts.acceptTotals, "accept-totals", nil,
		"load this file, as it lies in the inbox, though its control totals are missing or differ; may be given several times")
}

// check returns a usage error for flags that make no sense, before anything is touched, and replaces the names of files by
// those that they have below the root.
func (opts *runOptions) check(a *app) error {
	if _, err := time.Parse(time.DateOnly, opts.asOf); err != nil && opts.asOf != "" {
		return &usageError{message: fmt.Sprintf("--as-of %q is no date; write it as 2026-03-31", opts.asOf)}
	}
	config, err := a.config()
	if err != nil {
		return err
	}
	if err := config.checkNames("--accept-schema", opts.acceptSchema); err != nil {
		return err
	}
	opts.acceptTotals, err = config.exportNames("--accept-totals", opts.acceptTotals)
	return err
}

// runNightly runs all stages. What the ingest refused is told, and makes the exit code 1, but stops nothing unless a
// required source is among it.
func runNightly(ctx context.Context, a *app, opts runOptions) error {
	if err := opts.check(a); err != nil {
		return err
	}
	p, err := openPipeline(ctx, a, "run")
	if err != nil {
		return err
	}
	runErr := orInterrupted(ctx, p.nightly(ctx, opts))
	p.reach("run status")
	statusErr := p.run.writeStatus(p.config, runErr, a.now())
	return errors.Join(p.end(ctx, runErr), statusErr)
}

func (p *pipeline) nightly(ctx context.Context, opts runOptions) error {
	report, err := p.ingest(ctx, opts)
	if err != nil {
		return err
	}
	if len(report.Blocking) > 0 {
		return fmt.Errorf("required sources could not be loaded, so nothing is published: %s",
			strings.Join(report.Blocking, ", "))
	}
	if _, err := p.transform(ctx, opts); err != nil {
		return err
	}
	published, err := p.isPublished(ctx)
	if err != nil {
		return err
	}
	if published {
		p.sayf("nothing new: %s known, boards as of %s stay as they are",
			countFiles(report.Count(ingest.Unchanged)), p.run.asOf.Format("2006-01-02"))
		return refusedError(report)
	}
	if err := p.check(ctx); err != nil {
		return err
	}
	if err := p.forget(ctx); err != nil {
		return err
	}
	if err := p.publish(ctx); err != nil {
		return err
	}
	p.sayf("published %s, boards as of %s", p.config.Published, p.run.asOf.Format("2006-01-02"))
	return refusedError(report)
}

// refusedError is nil if every file was loaded, and else ends the program with exit code 1; each file's fault has been
// told already.
func refusedError(report ingest.Report) error {
	refused := report.Count(ingest.Refused) + report.Count(ingest.Failed)
	if refused == 0 {
		return nil
	}
	return &reportedError{summary: countFiles(refused) + " could not be loaded"}
}

// describeFiles tells what became of each file that was not simply known already.
func (p *pipeline) describeFiles(report ingest.Report) {
	if len(report.Files) == 0 {
		p.sayf("warning: no source has a file in %s; is the folder the right one, and mounted?", p.config.Root)
	}
	if p.isBrief && report.OK() {
		p.sayf("loaded %s: %s", countFiles(report.Count(ingest.Loaded)), describeCounts(report.Totals)+describeErased(report.Files...))
		p.describeChanges(report)
		return
	}
	for _, file := range report.Files {
		switch file.Status {
		case ingest.Loaded:
			p.sayf("loaded %s (%s): %s%s%s", file.Path, file.Source, describeCounts(file.Counts), describeErased(file),
				describeTotals(file.Control))
		case ingest.Refused, ingest.Failed:
			p.sayf("%s %s (%s): %v", file.Status, file.Path, file.Source, file.Err)
		case ingest.Unchanged:
		}
	}
	p.describeChanges(report)
	for _, source := range p.config.Sources {
		if slices.Contains(report.Missing, source.Name) {
			p.sayf("source %s: no file in %s matches %q, now or ever", source.Name, p.config.Root, source.Path)
		}
	}
}

func describeCounts(counts ingest.Counts) string {
	words := []string{plural(counts.Accepted, "new row")}
	for _, part := range []struct {
		rows int64
		word string
	}{{counts.Duplicate, "known"}, {counts.Corrected, "corrected"}, {counts.Rejected, "rejected"}} {
		if part.rows > 0 {
			words = append(words, groupDigits(part.rows)+" "+part.word)
		}
	}
	return strings.Join(words, ", ")
}

func countFiles(count int) string { return plural(int64(count), "file") }
