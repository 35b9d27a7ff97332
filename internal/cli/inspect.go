package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// inspectOptions are the flags of inspect.
type inspectOptions struct {
	entity  string // "" is guessed
	source  string // name of a source of the config; "" is none
	records string // JSON array or sheet; "" is the one that fits best
}

func newInspectCommand(a *app) *cobra.Command {
	var opts inspectOptions
	command := &cobra.Command{
		Use:   "inspect FILE",
		Short: "Show how one file is understood",
		Long: `Shows how a file would be read, without loading it: its dialect, which of its columns feed which canonical ones, the
first rows as they would be loaded, and every problem with what to do about it. It needs no config; with --source it
reads the file by the rules of that source of the config.`,
		Example: `  recaudo inspect exports/gestiones.csv
  recaudo inspect exports/pagos.xlsx --records "Pagos marzo"
  recaudo inspect exports/datos.csv --entity payments
  recaudo inspect inbox/gestiones_20260301.csv.gz --source gestiones`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			return runInspect(command.Context(), a, args[0], opts)
		},
	}
	command.Flags().StringVar(&opts.entity, "entity", "", "what the rows are: "+strings.Join(ingest.EntityNames(), ", "))
	command.Flags().StringVar(&opts.source, "source", "", "read it as this source of the config does")
	command.Flags().StringVar(&opts.records, "records", "", "array of a JSON file, sheet of an XLSX file")
	return command
}

func runInspect(ctx context.Context, a *app, file string, opts inspectOptions) (err error) {
	inspectOpts, err := opts.resolve(a, file)
	if err != nil {
		return err
	}
	// Beyond its own folder a file is nobody's business, not even through a symbolic link.
	folder, err := os.OpenRoot(filepath.Dir(file))
	if err != nil {
		return fmt.Errorf("read folder: %w", err)
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	memory := warehouse.Options{}
	if config, err := a.config(); err == nil { // it may be needless, or none
		memory = config.memoryOptions()
	}
	db, err := warehouse.Open(ctx, memory)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	inspection, err := ingest.Inspect(ctx, db, folder.FS(), filepath.Base(file), inspectOpts)
	if err != nil {
		return err
	}
	page := inspectPage{app: a, Inspection: inspection}
	page.print()
	return nil
}

// resolve checks the flags and finds the source in the config.
func (opts inspectOptions) resolve(a *app, file string) (ingest.InspectOptions, error) {
	resolved := ingest.InspectOptions{Entity: opts.entity, Records: opts.records}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return resolved, &usageError{message: fmt.Sprintf("there is no file %s", file)}
	case err != nil:
		return resolved, fmt.Errorf("inspect: %w", err)
	case info.IsDir():
		return resolved, &usageError{message: fmt.Sprintf("%s is a folder; `recaudo init %s` looks at all its files", file,
			file)}
	}
	if opts.entity != "" && !slices.Contains(ingest.EntityNames(), opts.entity) {
		return resolved, &usageError{message: fmt.Sprintf("--entity %q is none of %s", opts.entity,
			strings.Join(ingest.EntityNames(), ", "))}
	}
	config, err := a.config()
	if opts.source == "" {
		resolved.TimeZone = config.TimeZone
		if err == nil {
			resolved.Limits = config.Limits.limits()
		}
		if err != nil { // no config, or one that is not needed here
			resolved.TimeZone = guessPlace(a.getenv, "", "").timeZone
		}
		return resolved, nil
	}
	if err != nil {
		return resolved, err
	}
	resolved.TimeZone, resolved.Limits = config.TimeZone, config.Limits.limits()
	var names []string
	for _, source := range config.Sources {
		if source.Name == opts.source {
			resolved.Source = &source
			return resolved, nil
		}
		names = append(names, source.Name)
	}
	return resolved, &usageError{message: fmt.Sprintf("--source %q is none of the config's: %s", opts.source,
		strings.Join(names, ", "))}
}

// inspectPage prints how a file is understood.
type inspectPage struct {
	*app
	ingest.Inspection
}

func (p inspectPage) line(format string, args ...any) {
	p.showf(format, args...)
}

func (p inspectPage) print() {
	p.line("File      %s, %s", printable(p.Path), p.describeFormat())
	if p.Entity == "" {
		p.line("Entity    unknown; name it with --entity")
	} else {
		p.line("Entity    %s", strings.TrimSuffix(p.Entity+": "+p.Why, ": "))
	}
	p.line("Dialect   %s", describeDialect(p.Format, p.Dialect))
	p.printMapping()
	p.printSample()
	p.printProblems()
}

func (p inspectPage) describeFormat() string {
	text := p.Format
	if p.Records != "" {
		text += ", " + p.Records
	}
	if len(p.Tables) > 1 {
		text += " (it has " + strings.Join(p.Tables, ", ") + "; --records chooses)"
	}
	return text
}

// describeDialect lists what differs from a plain file, by the config's own keys.
func describeDialect(format string, d ingest.Dialect) string {
	var parts []string
	add := func(key, value string) {
		if value != "" {
			parts = append(parts, fmt.Sprintf("%s %q", key, value))
		}
	}
	if format == "csv" {
		add("delimiter", d.Delimiter)
		add("encoding", d.Encoding)
		add("quote", d.Quote)
	}
	add("decimal_separator", d.DecimalSeparator)
	add("thousands_separator", d.ThousandsSeparator)
	for _, dateFormat := range d.DateFormats {
		add("date_format", dateFormat)
	}
	add("time_zone", d.TimeZone)
	if d.SkipHeaderRows > 0 {
		parts = append(parts, fmt.Sprintf("skip_header_rows %d", d.SkipHeaderRows))
	}
	if d.SkipFooterRows > 0 {
		parts = append(parts, fmt.Sprintf("skip_footer_rows %d", d.SkipFooterRows))
	}
	if len(parts) == 0 {
		return "plain: decimal point, ISO 8601 dates"
	}
	return strings.Join(parts, ", ")
}

// printMapping prints the canonical columns with the headers that feed them, then the headers that feed none.
func (p inspectPage) printMapping() {
	entity, ok := ingest.LookupEntity(p.Entity)
	if !ok {
		return
	}
	t := newListTable(table.Row{"Column", "", "Header"})
	for _, column := range entity.Columns {
		headers := strings.Join(p.Columns[column.Name], " + ")
		if value, ok := p.Defaults[column.Name]; ok {
			headers = strings.TrimPrefix(headers+", else "+value, ", else ")
		}
		isNeeded := column.Required || slices.Contains(entity.AnyOf, column.Name)
		if headers == "" && !isNeeded {
			continue
		}
		t.AppendRow(table.Row{column.Name, p.need(entity, column), cell(headers, maxCellColumns)})
	}
	p.line("\nColumns\n%s", t.Render())
	if p.GroupBy != "" {
		p.line("Several rows of one %s are events of one message: `group_events: {by: %s}`", p.GroupBy, p.GroupBy)
	}
	if len(p.Unmapped) > 0 {
		p.line("Not used: %s", printable(strings.Join(p.Unmapped, ", ")))
	}
}

// need says whether a column must be there.
func (p inspectPage) need(entity ingest.Entity, column ingest.Column) string {
	isMissing := slices.Contains(p.Missing, column.Name)
	switch {
	case isMissing && column.Required:
		return "required, missing"
	case column.Required:
		return "required"
	case slices.Contains(entity.AnyOf, column.Name):
		return "one of " + strings.Join(entity.AnyOf, ", ")
	}
	return ""
}

func (p inspectPage) printSample() {
	if len(p.Sample) == 0 {
		return
	}
	header := make(table.Row, len(p.SampleColumns))
	for i, name := range p.SampleColumns {
		header[i] = name
	}
	t := newListTable(header)
	for _, cells := range p.Sample {
		row := make(table.Row, len(cells))
		for i, content := range cells {
			row[i] = cell(content, maxCellColumns)
		}
		t.AppendRow(row)
	}
	p.line("\nFirst rows, as they would be loaded\n%s", t.Render())
}

func (p inspectPage) printProblems() {
	looked := fmt.Sprintf("the %d rows of the file", p.Rows)
	if p.Cut {
		looked = fmt.Sprintf("the first %d rows", p.Rows)
	}
	if len(p.Problems) == 0 {
		p.line("\nNo problem in %s.", looked)
		return
	}
	p.line("\nProblems in %s", looked)
	for _, problem := range p.Problems {
		p.line("  %s", printable(problem.String()))
	}
}
