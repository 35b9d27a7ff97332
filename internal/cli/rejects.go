package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// rejectsOptions are the flags of rejects.
type rejectsOptions struct {
	source   string // "" is every source
	since    string // date; "" is any
	all      bool
	examples int
	format   string
	export   string // folder or file; "" lists
	forget   bool
}

func newRejectsCommand(a *app) *cobra.Command {
	var opts rejectsOptions
	command := &cobra.Command{
		Use:   "rejects [SOURCE]",
		Short: "What was not loaded, why, and the rows to correct",
		Long: `Lists the reasons for which rows were left out or cells left empty, the newest and most frequent first, with
examples; the files that were refused as a whole; and files that came near their max_reject_ratio. Cells that nothing
is read from are masked.

A row, or a cell of it, leaves the list when its file is tried again with --retry-rejected and it is good, when a later
load has the row's key, or with --forget. --all lists those of which a later load has the key, too.

--export writes the rejected rows of a source as they stand in their files, behind the files' own header, to be corrected
and put into the inbox. THEY HOLD ALL THAT THE FILES HOLD, names and phones included, and in a warehouse of pseudonyms
the ids themselves. They are written for this user only.`,
		Example: `  recaudo rejects
  recaudo rejects pagos --since 2026-03-01
  recaudo rejects pagos --export corrections/
  recaudo rejects pagos --forget
  recaudo rejects --format csv`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 1 {
				opts.source = args[0]
			}
			if err := opts.check(); err != nil {
				return err
			}
			return runRejects(command.Context(), a, opts)
		},
	}
	command.Flags().StringVar(&opts.since, "since", "", "date, YYYY-MM-DD; only of loads on that day or later")
	command.Flags().BoolVar(&opts.all, "all", false, "also what a later load made good, and refused files that are gone")
	command.Flags().IntVar(&opts.examples, "examples", 2, "examples of each reason")
	command.Flags().StringVar(&opts.format, "format", "table", "table, csv or json")
	command.Flags().StringVar(&opts.export, "export", "", "folder or file to write the rejected rows of SOURCE to")
	command.Flags().BoolVar(&opts.forget, "forget", false, "take all that was rejected of SOURCE off the list, for good")
	return command
}

func (opts rejectsOptions) check() error {
	switch {
	case rejectsWriters[opts.format] == nil:
		return &usageError{message: fmt.Sprintf("--format %q is none of table, csv, json", opts.format)}
	case opts.examples < 0:
		return &usageError{message: fmt.Sprintf("--examples %d is below zero", opts.examples)}
	case opts.source == "" && (opts.export != "" || opts.forget):
		return &usageError{message: "name the source whose rejected rows are meant"}
	case opts.forget && (opts.export != "" || opts.since != "" || opts.all):
		return &usageError{message: "--forget goes with no other flag: it takes everything of the source off the list"}
	}
	return nil
}

func runRejects(ctx context.Context, a *app, opts rejectsOptions) error {
	config, err := a.config()
	if err != nil {
		return err
	}
	if opts.forget {
		return forgetSource(ctx, a, config, opts.source)
	}
	filter := ingest.RejectFilter{Source: opts.source, All: opts.all}
	zone, err := time.LoadLocation(config.TimeZone)
	if err != nil {
		return fmt.Errorf("read time zone: %w", err)
	}
	if opts.since != "" {
		if filter.Since, err = time.ParseInLocation(time.DateOnly, opts.since, zone); err != nil {
			return &usageError{message: fmt.Sprintf("--since %q is no date, like 2026-03-31", opts.since)}
		}
	}
	db, isSnapshot, err := openLatest(ctx, config)
	if isMissing(err) {
		return errors.New("nothing was loaded yet; `recaudo run` does it")
	}
	if err != nil {
		return err
	}
	if isSnapshot {
		a.sayf("the warehouse is in use by another process; what follows is of the published snapshot")
	}
	// All is read before any is written: a run that starts meanwhile should not find the file open.
	if opts.export != "" {
		return exportRejects(ctx, a, config, db, filter, opts)
	}
	found, err := readRejects(ctx, db, config, filter, opts)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	return rejectsWriters[opts.format](rejectsPage{app: a, zone: zone, config: config, opts: opts}, found)
}

// rejects is what is listed.
type rejects struct {
	groups []ingest.RejectGroup
	files  []ingest.RejectedFile // with rejected rows
	waits  []refusedFile
	near   []nearFile
	gone   int // of files, those that are not in the inbox any more
}

// refusedFile is a file of which nothing was loaded.
type refusedFile struct {
	Source string         `json:"source"`
	Path   string         `json:"file"`
	Status string         `json:"status"`
	Reason sql.NullString `json:"-"`
	Err    sql.NullString `json:"-"`
}

// nearFile is a loaded file that was half way or more to being refused.
type nearFile struct {
	Source   string  `json:"source"`
	Path     string  `json:"file"`
	Rejected int64   `json:"rows_rejected"`
	Read     int64   `json:"rows_read"`
	Ratio    float64 `json:"reject_ratio"`
	Limit    float64 `json:"max_reject_ratio"`
}

// nearShare is the share of max_reject_ratio from which a file is near it.
const nearShare = 0.5

func readRejects(ctx context.Context, db *warehouse.DB, config Config, filter ingest.RejectFilter, opts rejectsOptions) (
	found rejects, err error,
) {
	if found.groups, err = ingest.ListRejects(ctx, db, filter, opts.examples); err != nil {
		return found, err
	}
	if found.files, err = ingest.ListRejectedFiles(ctx, db, filter); err != nil {
		return found, err
	}
	found.waits, err = readAll(ctx, db, "refused files", func(file *refusedFile) []any {
		return []any{&file.Source, &file.Path, &file.Status, &file.Reason, &file.Err}
	}, `
		select source, path, status, reason, error
		from (`+latestAttempts+`) as latest
		where
			status <> 'loaded'
			and (? = '' or source = ?)
			and (? or finished_at >= ?)
			-- under another name it may be loaded since
			and not exists (
				select 1 from ops.loads as loaded
				where loaded.status = 'loaded' and loaded.source = latest.source
					and loaded.content_hash = latest.content_hash
			)
		order by finished_at desc, source, path`,
		filter.Source, filter.Source, filter.Since.IsZero(), filter.Since.UTC())
	if err != nil {
		return found, err
	}
	if err := checkRejectsSource(ctx, db, config, filter.Source); err != nil {
		return found, err
	}
	found.lookAtInbox(config.Root, filter.All)
	for _, file := range found.files {
		at := slices.IndexFunc(config.Sources, func(source ingest.Source) bool { return source.Name == file.Source })
		if at < 0 || file.RowsRead == 0 {
			continue
		}
		limit, ratio := config.Sources[at].RejectLimit(), float64(file.RowsRejected)/float64(file.RowsRead)
		if limit < 1 && ratio >= nearShare*limit {
			found.near = append(found.near, nearFile{file.Source, file.Path, file.RowsRejected, file.RowsRead, ratio, limit})
		}
	}
	slices.Reverse(found.near) // the newest first
	return found, nil
}

// lookAtInbox counts the files that are gone, and leaves refused ones that are gone out: there is nothing to do.
func (found *rejects) lookAtInbox(folder string, all bool) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return // not mounted just now
	}
	defer root.Close()
	isThere := func(name string) bool {
		_, err := root.Stat(name)
		return !errors.Is(err, os.ErrNotExist)
	}
	for _, file := range found.files {
		if !slices.ContainsFunc(append([]string{file.Path}, file.Names...), isThere) {
			found.gone++
		}
	}
	if !all {
		found.waits = slices.DeleteFunc(found.waits, func(file refusedFile) bool { return !isThere(file.Path) })
	}
}

// checkRejectsSource tells a source without rejects from a name that was mistyped.
func checkRejectsSource(ctx context.Context, db *warehouse.DB, config Config, name string) error {
	var names []string
	for _, source := range config.Sources {
		names = append(names, source.Name)
	}
	if name == "" || slices.Contains(names, name) {
		return nil
	}
	var loads int64
	if err := db.QueryRowContext(ctx, "select count(*) from ops.loads where source = ?", name).Scan(&loads); err != nil {
		return fmt.Errorf("read the ledger: %w", err)
	}
	if loads == 0 {
		return &usageError{message: fmt.Sprintf("there is no source %q; the config has %s", name, strings.Join(names, ", "))}
	}
	return nil
}

// forgetSource takes what was rejected of a source off the list.
func forgetSource(ctx context.Context, a *app, config Config, source string) error {
	if _, err := os.Stat(config.Warehouse); isMissing(err) {
		return errors.New("nothing was loaded yet; `recaudo run` does it")
	}
	return runStage(ctx, a, "rejects", func(ctx context.Context, p *pipeline) error {
		if err := checkRejectsSource(ctx, p.db, p.config, source); err != nil {
			return err
		}
		var count int64
		err := p.db.InTx(ctx, func(tx *sql.Tx) error {
			const recorded = "select count(*) from ops.rejected_rows where source = ? and message is not null"
			if err := tx.QueryRowContext(ctx, recorded, source).Scan(&count); err != nil {
				return fmt.Errorf("read the quarantine: %w", err)
			}
			return forgetRejected(ctx, tx, "source = ?", source)
		})
		if err == nil {
			p.sayf("forgotten: %s of source %s", plural(count, "reject"), source)
		}
		return err
	})
}
