package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/internal/demo"
)

// demoTimeZone is that of the operation the demo makes up.
const demoTimeZone = "America/Bogota"

// demoOptions are the flags of the demo.
type demoOptions struct {
	seed uint64
	end  string
}

func newDemoCommand(a *app) *cobra.Command {
	opts := demoOptions{}
	command := &cobra.Command{
		Use:   "demo [DIR]",
		Short: "Write sample exports, run them, and print the leaderboard",
		Long: `Writes the exports of a made-up Latin American operation, 3 teams, 24 collectors and 6,000 accounts over 90 days,
with a config that loads them; runs the nightly job on them; prints the leaderboard and what to do next. The same seed
and end give the same files. DIR is recaudo-demo if it is not given.`,
		Example: `  recaudo demo
  recaudo demo try/ --seed 7 --end 2026-03-31`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			dir := "recaudo-demo"
			if len(args) == 1 {
				dir = args[0]
			}
			return runDemo(command.Context(), a, dir, opts)
		},
	}
	command.Flags().Uint64Var(&opts.seed, "seed", 1, "another seed makes up another operation")
	command.Flags().StringVar(&opts.end, "end", "", "last date of the exports, YYYY-MM-DD; default is yesterday")
	return command
}

func runDemo(ctx context.Context, a *app, dir string, opts demoOptions) error {
	end, err := opts.endDate(a.now())
	if err != nil {
		return err
	}
	manifest, err := demo.Write(dir, demo.Options{Seed: opts.seed, End: end})
	if err != nil {
		return err
	}
	a.sayf("wrote %s to %s, from %s to %s", countFiles(len(manifest.Files)), dir,
		manifest.First.Format(time.DateOnly), manifest.Last.Format(time.DateOnly))
	a.configPath, a.isBrief = manifest.Config, true
	if err := runNightly(ctx, a, runOptions{asOf: manifest.Last.Format(time.DateOnly)}); err != nil {
		return err
	}
	if err := printLeaderboard(ctx, a, leaderboardOptions{}); err != nil {
		return err
	}
	a.sayf(demoNextSteps, manifest.Config, os.Args[0])
	return nil
}

// demoNextSteps is what to try after the demo; %[1]s is the config, %[2]s the program as it was called.
const demoNextSteps = `
A few rows of the exports are broken on purpose; they are in quarantine, with their lines. What to do next:
  %[2]s serve --config %[1]s
      the page for the wall at http://127.0.0.1:9477/, metrics for Prometheus at /metrics
  %[2]s leaderboard --config %[1]s --team Norte
      the board of one team
  %[2]s query --config %[1]s "select * from marts.payment_credits limit 5"
      ask the warehouse anything in SQL
  %[2]s trace --config %[1]s raw.payments RC-000042
      the file and line a payment came from
  %[2]s status --config %[1]s
      what was loaded, and what was rejected and why
  %[2]s run --config %[1]s
      run the nightly job again: nothing is new, nothing changes
  %[2]s init FOLDER
      propose a config for your own exports`

// endDate returns the last date of the exports, a midnight in UTC.
func (opts demoOptions) endDate(now time.Time) (time.Time, error) {
	if opts.end != "" {
		end, err := time.Parse(time.DateOnly, opts.end)
		if err != nil {
			return time.Time{}, &usageError{message: fmt.Sprintf("--end %q is no date; write it as 2026-03-31", opts.end)}
		}
		return end, nil
	}
	zone, err := time.LoadLocation(demoTimeZone)
	if err != nil {
		return time.Time{}, fmt.Errorf("read time zone of the demo: %w", err)
	}
	year, month, day := now.In(zone).Date()
	return time.Date(year, month, day-1, 0, 0, 0, 0, time.UTC), nil
}

// isMissing reports whether err says that a file is not there.
func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
