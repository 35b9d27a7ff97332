package cli

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/dashboards"
)

// Environment variables that hold what must not be seen in a list of processes.
const (
	grafanaTokenVariable    = "RECAUDO_GRAFANA_TOKEN"
	grafanaPasswordVariable = "RECAUDO_GRAFANA_PASSWORD"
)

func newDashboardsCommand(a *app) *cobra.Command {
	command := &cobra.Command{
		Use:   "dashboards",
		Short: "Write the Grafana dashboards and alerts to a folder, or push them to a Grafana",
		Example: `  recaudo dashboards export grafana/
  RECAUDO_GRAFANA_TOKEN=… recaudo dashboards push --url http://localhost:3000`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return command.Help()
		},
	}
	command.AddCommand(newDashboardsExportCommand(a), newDashboardsPushCommand(a))
	return command
}

// exportOptions are the flags of the export.
type exportOptions struct {
	files dashboards.ExportOptions
	goals []string // "0.04", or "PORTFOLIO=0.03"
}

func newDashboardsExportCommand(a *app) *cobra.Command {
	var opts exportOptions
	command := &cobra.Command{
		Use:   "export DIR",
		Short: "Write the dashboards, alerts and rules as files for Grafana and Prometheus",
		Long: `Writes every board to DIR/dashboards, the data source, the folder of the boards and the alert rules to
DIR/provisioning, for a Grafana that reads its configuration from files, and recording and alert rules for Prometheus to
DIR/prometheus. Other files in DIR are left alone. Take the alerts of one of the two, or each arrives twice.`,
		Example: `  recaudo dashboards export /etc/grafana/recaudo
  recaudo dashboards export grafana/ --prometheus-url http://prometheus:9090 --boards-path /var/lib/grafana/dashboards
  recaudo dashboards export grafana/ --overdue-goal 0.05 --overdue-goal Retail=0.03`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return runDashboardsExport(a, args[0], opts)
		},
	}
	flags := command.Flags()
	flags.StringVar(&opts.files.PrometheusURL, "prometheus-url", dashboards.DefaultPrometheusURL,
		"where Grafana reaches Prometheus")
	flags.StringVar(&opts.files.BoardsPath, "boards-path", "",
		"where Grafana sees DIR/dashboards, if it runs in a container; default is the same path as here")
	flags.StringArrayVar(&opts.goals, "overdue-goal", nil, fmt.Sprintf(
		"share of credit sales that may be overdue before an alert, as 0.04 or PORTFOLIO=0.03; may be repeated "+
			"(default %v)", dashboards.DefaultGoal))
	return command
}

func runDashboardsExport(a *app, dir string, opts exportOptions) (err error) {
	if opts.files.Goals, err = overdueGoals(opts.goals); err != nil {
		return err
	}
	files, err := opts.files.WithDefaults(dir)
	if err != nil {
		return fmt.Errorf("export dashboards: %w", err)
	}
	changed, err := dashboards.Export(dir, files)
	for _, path := range changed {
		a.sayf("wrote %s", path)
	}
	switch {
	case err != nil:
	case len(changed) == 0:
		a.sayf("nothing new: %s holds these files already", dir)
	default:
		a.sayf("Grafana will look for the boards at %s and for Prometheus at %s; --boards-path and --prometheus-url name "+
			"other places", files.BoardsPath, files.PrometheusURL)
	}
	return err
}

// overdueGoals reads goals as they stand on the command line.
func overdueGoals(texts []string) (dashboards.Goals, error) {
	goals := dashboards.Goals{Portfolios: map[string]float64{}}
	for _, text := range texts {
		portfolio, share := "", text
		if cut := strings.LastIndex(text, "="); cut >= 0 {
			portfolio, share = text[:cut], text[cut+1:]
		}
		goal, err := strconv.ParseFloat(share, 64)
		// Written so that NaN is refused, too.
		if err != nil || !(goal > 0 && goal <= 1) {
			return goals, &usageError{message: fmt.Sprintf("--overdue-goal %q is no share between 0 and 1; write 4 %% as 0.04",
				text)}
		}
		if portfolio == "" {
			goals.Default = goal
			continue
		}
		goals.Portfolios[portfolio] = goal
	}
	return goals, nil
}

// pushOptions are the flags of the push.
type pushOptions struct {
	grafana      dashboards.PushOptions
	tokenFile    string
	passwordFile string
}

func newDashboardsPushCommand(a *app) *cobra.Command {
	var opts pushOptions
	command := &cobra.Command{
		Use:   "push",
		Short: "Publish the dashboards to a running Grafana",
		Long: `Publishes every board to a running Grafana, with a folder and a data source if they are missing. Pushing again
changes nothing; a board that somebody edited in Grafana is only replaced with --force.

It signs in with the token of a service account, from ` + grafanaTokenVariable + ` or --token-file, or as --user with the
password from ` + grafanaPasswordVariable + ` or --password-file. Neither is taken as a flag, where every process of the
machine could read it.`,
		Example: `  RECAUDO_GRAFANA_TOKEN=… recaudo dashboards push --url http://localhost:3000
  recaudo dashboards push --url https://grafana.example.com --token-file token.txt --folder Collections
  recaudo dashboards push --url http://localhost:3000 --user admin --password-file password.txt`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runDashboardsPush(command.Context(), a, opts)
		},
	}
	flags := command.Flags()
	flags.StringVar(&opts.grafana.URL, "url", "", "address of Grafana, like http://localhost:3000 (required)")
	flags.StringVar(&opts.tokenFile, "token-file", "", "file with the token of a service account")
	flags.StringVar(&opts.grafana.User, "user", "", "user to sign in as")
	flags.StringVar(&opts.passwordFile, "password-file", "", "file with the user's password")
	flags.StringVar(&opts.grafana.Folder, "folder", "Recaudo", "Grafana folder of new boards")
	flags.StringVar(&opts.grafana.PrometheusURL, "prometheus-url", dashboards.DefaultPrometheusURL,
		"where Grafana reaches Prometheus, for a data source that is not there yet")
	flags.BoolVar(&opts.grafana.Force, "force", false, "replace boards that were edited in Grafana")
	return command
}

func runDashboardsPush(ctx context.Context, a *app, opts pushOptions) error {
	if opts.grafana.URL == "" {
		return &usageError{message: "--url is missing; name the address of Grafana, like http://localhost:3000"}
	}
	grafana, err := opts.signIn(a.getenv)
	if err != nil {
		return err
	}
	changes, err := dashboards.Push(ctx, grafana)
	for _, change := range changes {
		a.sayf("%s: %s", change.Object, change.Action)
	}
	return err
}

// signIn fills in the token, or the password of the user.
func (opts pushOptions) signIn(getenv func(string) string) (dashboards.PushOptions, error) {
	grafana := opts.grafana
	var err error
	if grafana.User != "" {
		grafana.Password, err = secret(getenv, grafanaPasswordVariable, opts.passwordFile)
		if err == nil && grafana.Password == "" {
			err = &usageError{message: fmt.Sprintf("--user %s has no password; set %s or --password-file",
				grafana.User, grafanaPasswordVariable)}
		}
		return grafana, err
	}
	grafana.Token, err = secret(getenv, grafanaTokenVariable, opts.tokenFile)
	if err == nil && grafana.Token == "" {
		err = &usageError{message: fmt.Sprintf("nobody to sign in as; set %s or --token-file to the token of a service "+
			"account, or name a --user", grafanaTokenVariable)}
	}
	return grafana, err
}

// secret reads a secret from the file, if one is named, else from the environment; "" if neither holds one.
func secret(getenv func(string) string, variable, file string) (string, error) {
	if file == "" {
		return getenv(variable), nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}
