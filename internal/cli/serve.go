package cli

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/metrics"
	sqlfiles "github.com/recaudo/recaudo/sql"
)

// serveOptions are the flags of the exporter.
type serveOptions struct {
	listen    string
	webConfig string
	language  string
	teams     []string
}

func newServeCommand(a *app) *cobra.Command {
	var opts serveOptions
	command := &cobra.Command{
		Use:   "serve",
		Short: "Serve the published snapshot: metrics for Prometheus, a page for the wall",
		Long: `Serves the published snapshot and notices a new one by itself:

  /            the leaderboard, for a wall screen or a phone (?team=, ?currency=, ?sort=, ?lang=),
               and each collector (?collector=)
  /metrics     for Prometheus
  /-/healthy   the process lives
  /-/ready     there is a snapshot to serve

With ` + "`schedule:`" + ` in the config it runs the nightly job, too: every day at that time, in a process of its own.

It listens on this machine only unless --listen says otherwise. The page shows people's figures: give others access
with users and TLS, in a web config as Prometheus' own exporters take it. With --team it serves the series and
rows of that team alone, for a Prometheus or a screen that others may see: docs/security.md says what is left out.`,
		Example: `  recaudo serve
  recaudo serve --lang es
  recaudo serve --team Norte --listen 127.0.0.1:9478
  recaudo serve --listen :9477 --web.config.file web.yaml`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runServe(command.Context(), a, opts)
		},
	}
	command.Flags().StringVar(&opts.listen, "listen", metrics.DefaultListen, "address to listen on")
	command.Flags().StringVar(&opts.webConfig, "web.config.file", "", "file with TLS certificate and users")
	command.Flags().StringVar(&opts.language, "lang", "", "language of the page, en or es; default is the browser's")
	command.Flags().StringArrayVar(&opts.teams, "team", nil, "serve this team alone; may be repeated")
	return command
}

func runServe(ctx context.Context, a *app, opts serveOptions) error {
	if opts.language != "" && opts.language != "en" && opts.language != "es" {
		return &usageError{message: fmt.Sprintf("--lang %q is neither en nor es", opts.language)}
	}
	if slices.Contains(opts.teams, "") {
		// a variable that is not set in a script must not serve everybody
		return &usageError{message: "--team is empty; name a team, or leave the flag out to serve all"}
	}
	config, err := a.config()
	if err != nil {
		return err
	}
	definitions, err := metrics.LoadDefinitions(sqlfiles.FS)
	if err != nil {
		return err
	}
	// A server that says nothing looks dead: it tells where it listens and which snapshot it reads.
	logger := slog.New(slog.NewTextHandler(a.stderr, nil))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	wait := func() {}
	switch {
	case len(opts.teams) == 0:
		if wait, err = a.startSchedule(ctx, config, logger); err != nil {
			return err
		}
	case config.Schedule != "":
		logger.Info("an exporter of some teams does not run the nightly job", "teams", opts.teams)
	}
	err = metrics.New(metrics.Options{
		Snapshot:      config.Published,
		Definitions:   definitions,
		Logger:        logger,
		Now:           a.now,
		Listen:        opts.listen,
		WebConfig:     opts.webConfig,
		Language:      opts.language,
		Teams:         opts.teams,
		Version:       version,
		MemoryLimit:   config.MemoryLimit,
		TempDirectory: config.TempDirectory,
		Reached:       a.reached,
	}).Run(ctx)
	cancel() // a server that could not listen ends a run that has begun, too
	wait()
	return err
}
