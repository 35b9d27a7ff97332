package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func newIngestCommand(a *app) *cobra.Command {
	var opts runOptions
	command := &cobra.Command{
		Use:   "ingest",
		Short: "Load new exports, and nothing more",
		Long: `Loads every new export into raw.* of the warehouse. The boards stay as they are until ` + "`recaudo run`" + ` or
` + "`recaudo transform`, `check` and `publish`" + `.`,
		Example: `  recaudo ingest
  recaudo ingest --retry-rejected       after a fix of the mapping`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := opts.check(a); err != nil {
				return err
			}
			return runStage(command.Context(), a, "ingest", func(ctx context.Context, p *pipeline) error {
				report, err := p.ingest(ctx, opts)
				if err != nil {
					return err
				}
				if err := p.run.writeInbox(p.config); err != nil {
					return err
				}
				if len(report.Blocking) > 0 {
					return fmt.Errorf("required sources could not be loaded: %s", strings.Join(report.Blocking, ", "))
				}
				return refusedError(report)
			})
		},
	}
	opts.addIngestFlags(command)
	return command
}

func newTransformCommand(a *app) *cobra.Command {
	var opts runOptions
	command := &cobra.Command{
		Use:   "transform",
		Short: "Compute the marts from what is loaded",
		Example: `  recaudo transform
  recaudo transform --full-refresh`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if err := opts.check(a); err != nil {
				return err
			}
			return runStage(command.Context(), a, "transform", func(ctx context.Context, p *pipeline) error {
				changed, err := p.transform(ctx, opts)
				if err == nil && !changed {
					p.sayf("nothing new: the marts are as of %s", p.run.asOf.Format("2006-01-02"))
				}
				return err
			})
		},
	}
	opts.addTransformFlags(command)
	return command
}

func newCheckCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Run the checks on the marts",
		Long: `Runs every check. One of severity error that finds rows ends with exit code 1; a warning is only told. The rows
found are in ops.check_results.`,
		Example: `  recaudo check`,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runStage(command.Context(), a, "check", func(ctx context.Context, p *pipeline) error {
				return p.check(ctx)
			})
		},
	}
}

func newPublishCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "publish",
		Short:   "Check the marts and publish them as a snapshot",
		Example: `  recaudo publish`,
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runStage(command.Context(), a, "publish", func(ctx context.Context, p *pipeline) error {
				computed, err := computedBy(ctx, p.db)
				if err != nil {
					return err
				}
				if computed == (origin{}) {
					return fmt.Errorf("there are no marts yet; `recaudo run` computes them")
				}
				isHalf, err := isHalfComputed(ctx, p.db)
				if err != nil {
					return err
				}
				if isHalf {
					return fmt.Errorf("a run stopped while it computed the marts; `recaudo transform` or `run` ends it")
				}
				if err := p.check(ctx); err != nil {
					return err
				}
				return p.publish(ctx)
			})
		},
	}
}

// runStage runs one stage of the nightly job by itself.
func runStage(ctx context.Context, a *app, name string, work func(context.Context, *pipeline) error) error {
	p, err := openPipeline(ctx, a, name)
	if err != nil {
		return err
	}
	return p.end(ctx, orInterrupted(ctx, work(ctx, p)))
}
