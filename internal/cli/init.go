package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// initOptions are the flags of init.
type initOptions struct {
	output   string // "-" is stdout
	timeZone string // "" is guessed
	currency string // "" is guessed
	force    bool
}

func newInitCommand(a *app) *cobra.Command {
	var opts initOptions
	command := &cobra.Command{
		Use:   "init DIR",
		Short: "Propose a config for a folder of exports",
		Long: `Looks at every file of the folder, finds out what it holds and how it is written, and writes a commented config that
runs as it is. What it could not find out is a comment in the config and a line on the screen.`,
		Example: `  recaudo init exports/
  recaudo init exports/ --timezone America/Lima --currency PEN
  recaudo init exports/ --output -          only show it`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return runInit(command.Context(), a, args[0], opts)
		},
	}
	command.Flags().StringVarP(&opts.output, "output", "o", "recaudo.yaml", "config to write; - is stdout")
	command.Flags().StringVar(&opts.timeZone, "timezone", "", "business time zone, like America/Bogota; default is this "+
		"machine's")
	command.Flags().StringVar(&opts.currency, "currency", "", "currency of amounts that state none, like COP; default is "+
		"that of the time zone's country")
	command.Flags().BoolVar(&opts.force, "force", false, "replace a config that is there")
	return command
}

func runInit(ctx context.Context, a *app, dir string, opts initOptions) (err error) {
	if err := opts.check(dir); err != nil {
		return err
	}
	place := guessPlace(a.getenv, opts.timeZone, opts.currency)
	if _, err := time.LoadLocation(place.timeZone); err != nil {
		return &usageError{message: fmt.Sprintf("--timezone %q is unknown; write it as in the IANA database, like "+
			"America/Bogota", place.timeZone)}
	}
	if !currencyCode.MatchString(place.currency) {
		return &usageError{message: fmt.Sprintf("--currency %q is not three capital letters, like COP", place.currency)}
	}
	root, err := opts.rootInConfig(dir)
	if err != nil {
		return err
	}
	proposal, err := propose(ctx, dir, ingest.ProposeOptions{
		Root:     root,
		TimeZone: place.timeZone,
		Currency: place.currency,
	})
	if err != nil {
		return err
	}
	if err := opts.write(a, append([]byte(place.comment()), proposal.YAML()...)); err != nil {
		return err
	}
	ready := a.describeProposal(proposal)
	if ready == 0 {
		return fmt.Errorf("no file of %s could be understood well enough to run; the config lists what is missing, and "+
			"`recaudo inspect FILE --entity ENTITY` looks at one file", dir)
	}
	a.sayf("%s", place.summary())
	if opts.output == "-" {
		return nil
	}
	if _, err := loadConfig(opts.output); err != nil {
		return fmt.Errorf("the proposed config needs a hand: %w", err)
	}
	a.sayf("wrote %s; look it over, then `recaudo run%s` loads the files and `recaudo leaderboard%s` shows the board",
		opts.output, opts.configFlag(), opts.configFlag())
	return nil
}

// check says early what would fail after the work.
func (opts initOptions) check(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return &usageError{message: fmt.Sprintf("there is no folder %s", dir)}
	}
	if err != nil {
		return fmt.Errorf("read folder: %w", err)
	}
	if !info.IsDir() {
		return &usageError{message: fmt.Sprintf("%s is a file; name the folder it lies in, or use `recaudo inspect %s`",
			dir, dir)}
	}
	if opts.output == "-" || opts.force {
		return nil
	}
	if _, err := os.Stat(opts.output); err == nil {
		return fmt.Errorf("%s is there already; name another with --output, or replace it with --force", opts.output)
	}
	return nil
}

// rootInConfig returns `root:` as the config has to write it: relative to the config's folder where that works.
func (opts initOptions) rootInConfig(dir string) (string, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find folder: %w", err)
	}
	base := "."
	if opts.output != "-" {
		base = filepath.Dir(opts.output)
	}
	if base, err = filepath.Abs(base); err != nil {
		return "", fmt.Errorf("find folder: %w", err)
	}
	relative, err := filepath.Rel(base, absolute)
	if err != nil {
		return absolute, nil // another drive
	}
	return filepath.ToSlash(relative), nil
}

func (opts initOptions) write(a *app, content []byte) error {
	path := opts.output
	if path == "-" {
		path = ""
	}
	return a.writeResult(path, func(out io.Writer) error {
		_, err := out.Write(content)
		return err
	})
}

// configFlag is what has to follow a command for it to find the config; nothing for the default one.
func (opts initOptions) configFlag() string {
	if filepath.Clean(opts.output) == "recaudo.yaml" {
		return ""
	}
	return " --config " + opts.output
}

// propose looks at the folder with a database in memory, which nothing is left of.
func propose(ctx context.Context, dir string, opts ingest.ProposeOptions) (_ ingest.Proposal, err error) {
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return ingest.Proposal{}, fmt.Errorf("read folder: %w", err)
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	db, err := warehouse.Open(ctx, warehouse.Options{})
	if err != nil {
		return ingest.Proposal{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return ingest.Propose(ctx, db, folder.FS(), opts)
}

// describeProposal tells what every file was taken for, and returns how many sources are ready to run.
func (a *app) describeProposal(proposal ingest.Proposal) (ready int) {
	for _, source := range proposal.Sources {
		entity := source.Source.Entity
		if source.IsReady() {
			ready++
		} else {
			entity += ", left out: no column for " + strings.Join(source.Inspection.Missing, ", ")
		}
		a.sayf("%s: %s in %s: %s", source.Source.Name, countFiles(len(source.Files)), source.Source.Path, entity)
		for _, problem := range source.Inspection.Problems {
			a.sayf("    %s", problem)
		}
	}
	for _, file := range proposal.Skipped {
		a.sayf("%s: left out: %s", file.Path, file.Why)
	}
	return ready
}
