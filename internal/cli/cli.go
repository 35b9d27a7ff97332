// Package cli is the command line: one file a command. It reads the config and wires the other packages together.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // a machine without a time zone database computes the same dates

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // something failed, or a file was refused
	exitUsage  = 2 // the command line or the config is wrong
	exitLocked = 3 // another run holds the lock
)

// version is the version this binary reports.
const version = "0.1.0-dev"

// app is what every command shares.
type app struct {
	configPath string
	verbose    bool
	isBrief    bool // one line for all files loaded, instead of one each
	getenv     func(string) string
	stdout     io.Writer
	stderr     io.Writer
	now        func() time.Time
	reached    func(step string) // told every named step of a run before it is taken; nil but in tests, which stop there
}

func (a *app) reach(step string) {
	if a.reached != nil {
		a.reached(step)
	}
}

// usageError is a mistake on the command line. It ends the program with exit code 2.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

// reportedError ends the program with exit code 1 without another word: what went wrong is already on stderr.
type reportedError struct{ summary string }

func (e *reportedError) Error() string { return e.summary }

// Run runs the command line args and returns the exit code. Data goes to stdout, everything else to stderr.
func Run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	a := &app{getenv: getenv, stdout: stdout, stderr: stderr, now: time.Now}
	return a.run(ctx, args)
}

func (a *app) run(ctx context.Context, args []string) int {
	ended := make(chan int, 1)
	go func() { ended <- a.execute(ctx, args) }()
	select {
	case code := <-ended:
		return code
	case <-ctx.Done():
	}
	select {
	case code := <-ended:
		return code
	case <-time.After(stopTimeout):
		// In the middle of a flush or a checkpoint. The end of the process is no worse there than a power cut, which
		// loses nothing.
		a.sayf("recaudo: %v", errInterrupted)
		return exitFailed
	}
}

// stopTimeout is how long a command that somebody stops may take to end.
const stopTimeout = 1500 * time.Millisecond

func (a *app) execute(ctx context.Context, args []string) int {
	root := newRootCommand(a)
	root.SetArgs(args)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	command, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitDone
	}
	var reported *reportedError
	if !errors.As(err, &reported) {
		a.sayf("recaudo: %v", err)
	}
	code := exitCode(err)
	if code == exitUsage && !isConfigError(err) {
		a.sayf("`%s --help` shows how it is used", command.CommandPath())
	}
	return code
}

func exitCode(err error) int {
	var usage *usageError
	switch {
	case errors.Is(err, warehouse.ErrLocked):
		return exitLocked
	case errors.As(err, &usage), isConfigError(err):
		return exitUsage
	default:
		return exitFailed
	}
}

func isConfigError(err error) bool {
	var config *configError
	return errors.As(err, &config)
}

func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "recaudo",
		Short: "Leaderboards for debt-collection teams, from the exports you already have",
		Long: `Recaudo loads the exports of a collection operation into one DuckDB warehouse, computes how every collector,
team and channel is doing, and serves the figures to Prometheus, Grafana and a page for the wall.`,
		Example: `  recaudo demo                     see it work on made-up data
  recaudo init exports/            propose a config for a folder of exports
  recaudo run                      the nightly job: ingest, transform, check, publish
  recaudo leaderboard --team Norte the board of one team
  recaudo serve                    exporter and page for the wall`,
		Version:           version,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		Args:              cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return command.Help()
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{message: err.Error()} })
	root.PersistentFlags().StringVar(&a.configPath, "config", "recaudo.yaml", "config file")
	root.PersistentFlags().BoolVarP(&a.verbose, "verbose", "v", false, "log every step")
	root.AddCommand(
		newDemoCommand(a),
		newRunCommand(a),
		newIngestCommand(a),
		newTransformCommand(a),
		newCheckCommand(a),
		newPublishCommand(a),
		newLeaderboardCommand(a),
		newInitCommand(a),
		newInspectCommand(a),
		newQueryCommand(a),
		newStatusCommand(a),
		newRejectsCommand(a),
		newDoctorCommand(a),
		newTraceCommand(a),
		newRestoreCommand(a),
		newServeCommand(a),
		newDashboardsCommand(a),
		newEraseCommand(a),
		newBackfillCommand(a),
	)
	root.SetHelpCommand(newHelpCommand())
	refuseAsUsage(root)
	return root
}

// newHelpCommand is for those who type `recaudo help run`. Unlike cobra's, it refuses a command that there is not.
func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "What --help says", Hidden: true,
		RunE: func(command *cobra.Command, args []string) error {
			about, rest, err := command.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return &usageError{message: fmt.Sprintf("unknown command %q", strings.Join(args, " "))}
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// refuseAsUsage makes what a command's argument check complains about a usageError, for the command and all below it.
func refuseAsUsage(command *cobra.Command) {
	if check := command.Args; check != nil {
		command.Args = func(command *cobra.Command, args []string) error {
			if err := check(command, args); err != nil {
				return &usageError{message: err.Error()}
			}
			return nil
		}
	}
	for _, below := range command.Commands() {
		refuseAsUsage(below)
	}
}

// config reads the config file.
func (a *app) config() (Config, error) { return loadConfig(a.configPath) }

// logger writes every step to stderr with --verbose. Without it only errors: what an operator has to know of a run is
// told in sentences.
func (a *app) logger() *slog.Logger {
	level := slog.LevelError
	if a.verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))
}

// sayf tells the operator something, on stderr.
func (a *app) sayf(format string, args ...any) {
	fmt.Fprintln(a.stderr, warehouse.PrintableLines(fmt.Sprintf(format, args...)))
}

// showf writes a line, or several, of a page for people to stdout.
func (a *app) showf(format string, args ...any) {
	fmt.Fprintln(a.stdout, warehouse.PrintableLines(fmt.Sprintf(format, args...)))
}

// isTerminal reports whether w is a terminal somebody may be looking at.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
