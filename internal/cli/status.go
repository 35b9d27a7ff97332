package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/internal/warehouse"
	"github.com/recaudo/recaudo/metrics"
)

func newStatusCommand(a *app) *cobra.Command {
	var runs int
	command := &cobra.Command{
		Use:   "status",
		Short: "Last runs, sources, freshness, rejects",
		Long: `Prints how the last runs went, how fresh every source is, which files were refused and still wait, and how many
rows were rejected for which reason, which columns of exports changed, and what the latest files state of themselves.
While a run has the warehouse open, it reads the published snapshot instead and says so.`,
		Example: `  recaudo status
  recaudo status --runs 30`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			if runs < 0 {
				return &usageError{message: fmt.Sprintf("--runs %d is below zero", runs)}
			}
			return runStatus(command.Context(), a, runs)
		},
	}
	command.Flags().IntVar(&runs, "runs", 5, "how many of the last runs")
	return command
}

func runStatus(ctx context.Context, a *app, runs int) error {
	config, err := a.config()
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(config.TimeZone)
	if err != nil {
		return fmt.Errorf("read time zone: %w", err)
	}
	page := statusPage{app: a, zone: zone}
	lastRun := page.printLastRun(config)
	db, err := page.open(ctx, config)
	if isMissing(err) {
		page.line("Nothing was loaded yet; `recaudo run` does it.")
		return nil
	}
	if err != nil {
		return err
	}
	// All is read before any is printed: a run that starts meanwhile should not find the file open.
	ledger, err := readLedger(ctx, db, runs)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	ledger.published = readPublished(ctx, config)
	ledger.lookAtInbox(config.Root, lastRun)
	page.print(ledger)
	return nil
}

// statusPage prints the state of a warehouse, with times of the business time zone.
type statusPage struct {
	*app
	zone *time.Location
}

func (p statusPage) line(format string, args ...any) {
	p.showf(format, args...)
}

func (p statusPage) open(ctx context.Context, config Config) (*warehouse.DB, error) {
	db, isSnapshot, err := openLatest(ctx, config)
	if isSnapshot {
		p.line("Warehouse   in use by another process; what follows is of the published snapshot")
	}
	return db, err
}

// openLatest opens the warehouse for reading, or the published snapshot while another process has the warehouse.
func openLatest(ctx context.Context, config Config) (db *warehouse.DB, isSnapshot bool, err error) {
	opts := config.snapshotOptions()
	opts.Path = config.Warehouse
	db, err = warehouse.Open(ctx, opts)
	if errors.Is(err, warehouse.ErrBusy) {
		isSnapshot = true
		db, err = warehouse.Open(ctx, config.snapshotOptions())
	}
	if err != nil {
		return nil, isSnapshot, err
	}
	if err := db.CheckVersion(ctx); err != nil {
		return nil, isSnapshot, errors.Join(err, db.Close())
	}
	return db, isSnapshot, nil
}

// printLastRun prints what the last run left beside the published snapshot, which is there even when the warehouse
// can't be opened, and returns it.
func (p statusPage) printLastRun(config Config) metrics.RunStatus {
	status, err := metrics.ReadRunStatus(metrics.StatusPath(config.Published))
	if isMissing(err) {
		p.line("Last run    none yet")
		return status
	}
	if err != nil {
		p.line("Last run    unknown: %v", err)
		return status
	}
	p.line("Last run    %s, %s", p.moment(status.LastRunAt), status.LastRunStatus)
	if status.Error != "" {
		p.line("            %s", status.Error)
	}
	if status.LastRunStatus != metrics.RunSucceeded && !status.LastSuccessAt.IsZero() {
		p.line("Last good   %s", p.moment(status.LastSuccessAt))
	}
	if isEmptyInbox(status.Sources) {
		p.line("Inbox       no source had a file in %s; right if files are taken out once they are loaded", config.Root)
	}
	return status
}

func (p statusPage) print(l ledger) {
	switch {
	case l.published.err != nil:
		p.line("Boards      unknown: %v", l.published.err)
	case l.published.asOf.Valid:
		year, month, day := p.now().In(p.zone).Date()
		today := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		p.line("Boards      as of %s, %s", l.published.asOf.Time.Format(time.DateOnly), daysAgo(today, l.published.asOf.Time))
	default:
		p.line("Boards      none yet; `recaudo run` computes them")
	}
	if run, isThere := l.unpublished(); isThere {
		p.line("            run %d is in the warehouse, as of %s, and not published; the next `recaudo run` does it",
			run.id, run.asOf.Time.Format(time.DateOnly))
	}
	p.printRuns(l.runs)
	p.printSources(l.sources)
	p.printWaiting(l.waiting, l.moreWaiting)
	p.printRejects(l.rejects)
	p.printChanges(l.changes)
	p.printTotals(l.totals)
}

func (p statusPage) printRuns(runs []runLine) {
	if len(runs) == 0 {
		return
	}
	t := newListTable(table.Row{"Run", "Command", "Started", "Took", "As of", "Status", "Error"}, 1, 4)
	for _, run := range runs {
		took, asOf := "", ""
		if run.finishedAt.Valid {
			took = run.finishedAt.Time.Sub(run.startedAt).Round(100 * time.Millisecond).String()
		}
		if run.asOf.Valid {
			asOf = run.asOf.Time.Format(time.DateOnly)
		}
		t.AppendRow(table.Row{run.id, run.command, p.moment(run.startedAt), took, asOf, run.status,
			oneLine(run.err.String)})
	}
	p.line("\nRuns\n%s", t.Render())
}

func (p statusPage) printSources(sources []sourceLine) {
	if len(sources) == 0 {
		return
	}
	t := newListTable(table.Row{"Source", "Entity", "Last load", "Files", "Rows", "Corrected", "Rejected",
		"Files waiting"}, 4, 5, 6, 7, 8)
	for _, source := range sources {
		lastLoad := "never"
		if source.lastLoad.Valid {
			lastLoad = p.moment(source.lastLoad.Time)
		}
		t.AppendRow(table.Row{source.name, source.entity, lastLoad, source.files, groupDigits(source.rows),
			groupDigits(source.corrected), groupDigits(source.rejected), source.waiting})
	}
	p.line("\nSources\n%s", t.Render())
}

func (p statusPage) printWaiting(files []waitingLine, more int) {
	if len(files) == 0 {
		return
	}
	t := newListTable(table.Row{"Source", "File", "Status", "Reason"})
	for _, file := range files {
		t.AppendRow(table.Row{file.source, printable(file.path), file.status, oneLine(file.err)})
	}
	p.line("\nFiles that could not be loaded\n%s", t.Render())
	if more > 0 {
		p.line("and %s more", countFiles(more))
	}
	p.line("Fix the file, or the source in the config, and run again: they are tried once more when either changes.")
}

func (p statusPage) printRejects(rejects []rejectLine) {
	if len(rejects) == 0 {
		return
	}
	t := newListTable(table.Row{"Source", "Reason", "Column", "Rows left out", "Cells left empty"}, 4, 5)
	for _, reject := range rejects {
		t.AppendRow(table.Row{reject.source, reject.reason, cell(reject.column, maxNameColumns), groupDigits(reject.rows),
			groupDigits(reject.cells)})
	}
	p.line("\nRejected\n%s\n`recaudo rejects` shows them with file and line.", t.Render())
}

// oneLine is a message, which may be of several errors, as a cell of a table.
func oneLine(message string) string {
	return cell(strings.ReplaceAll(message, "\n", "; "), maxCellColumns)
}

// maxTextColumns is how wide a sentence in a table may be before it goes on in another line.
const maxTextColumns = 100

// newListTable is a table whose columns of these numbers, from 1, are aligned to the right.
func newListTable(header table.Row, right ...int) table.Writer {
	t := table.NewWriter()
	t.SetStyle(boardStyle())
	t.AppendHeader(header)
	var configs []table.ColumnConfig
	for _, number := range right {
		configs = append(configs, table.ColumnConfig{Number: number, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	for _, name := range []string{"Reason", "Error", "What to do"} {
		configs = append(configs, table.ColumnConfig{Name: name, WidthMax: maxTextColumns, WidthMaxEnforcer: text.WrapSoft})
	}
	t.SetColumnConfigs(configs)
	return t
}

// moment writes an instant in the business time zone.
func (p statusPage) moment(instant time.Time) string {
	return instant.In(p.zone).Format("2006-01-02 15:04")
}

// daysAgo says how long before today a date lies.
func daysAgo(today, date time.Time) string {
	switch days := int(today.Sub(date).Hours() / 24); {
	case days == 0:
		return "today"
	case days == 1:
		return "yesterday"
	case days == -1:
		return "tomorrow"
	case days < 0:
		return fmt.Sprintf("%d days from now", -days)
	default:
		return fmt.Sprintf("%d days ago", days)
	}
}
