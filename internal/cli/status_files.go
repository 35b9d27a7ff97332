package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/recaudo/recaudo/ingest"
	"github.com/recaudo/recaudo/internal/warehouse"
)

// changeLine is a column that was not what its source had, in loaded files of the last seven days of loads.
type changeLine struct {
	source, change, header, became, remedy string
	files                                  int64
}

// totalLine is what the last load of a source that stated totals holds.
type totalLine struct {
	source, path, status, figure string
	expected, found              string
}

// readFileNotes reads what files told of themselves. A warehouse of an earlier version has no such tables.
func (l *ledger) readFileNotes(ctx context.Context, db *warehouse.DB) error {
	var tables int
	err := db.QueryRowContext(ctx, `
		select count(*) from duckdb_tables()
		where
			database_name = current_database() and schema_name = 'ops'
			and table_name in ('schema_changes', 'control_totals')`).Scan(&tables)
	if err != nil {
		return fmt.Errorf("read the tables of ops: %w", err)
	}
	if tables < 2 {
		return nil
	}
	l.changes, err = readAll(ctx, db, "schema changes", func(change *changeLine) []any {
		return []any{&change.source, &change.change, &change.header, &change.became, &change.remedy, &change.files}
	}, `
		select changes.source, change, header, coalesce(became, ''), remedy, count(distinct loads.path)
		from ops.schema_changes as changes
		inner join ops.loads as loads on changes.load_id = loads.load_id
		where
			loads.status = 'loaded' -- of a refused file the refusal tells
			and loads.finished_at > (select max(finished_at) from ops.loads) - interval 7 day
		group by all
		order by max(changes.load_id) desc, header, change
		limit 20`)
	if err != nil {
		return err
	}
	l.totals, err = readAll(ctx, db, "control totals", func(total *totalLine) []any {
		return []any{&total.source, &total.path, &total.status, &total.figure, &total.expected, &total.found}
	}, `
		select
			totals.source,
			loads.path,
			loads.status,
			figure,
			expected::varchar,
			found::varchar
		from ops.control_totals as totals
		inner join ops.loads as loads on totals.load_id = loads.load_id
		where totals.load_id in (select max(load_id) from ops.control_totals group by source)
		order by totals.source, figure <> 'rows', figure, totals.path`)
	return err
}

func (p statusPage) printChanges(changes []changeLine) {
	if len(changes) == 0 {
		return
	}
	t := newListTable(table.Row{"Source", "Column", "Change", "Files", "What to do"}, 4)
	for _, change := range changes {
		what := change.change
		if change.became != "" {
			what += " to " + change.became
		}
		t.AppendRow(table.Row{change.source, printable(change.header), printable(what), groupDigits(change.files),
			printable(change.remedy)})
	}
	p.line("\nColumns that changed within seven days\n%s", t.Render())
}

// groupFigure writes a decimal as people do: 1,204 or 3,200,111.50.
func groupFigure(decimal string) string {
	text := ingest.FigureText(decimal)
	whole, fraction, hasFraction := strings.Cut(text, ".")
	number, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || number == 0 {
		return text // beyond what is grouped, or -0.5
	}
	if !hasFraction {
		return groupDigits(number)
	}
	return groupDigits(number) + "." + fraction
}

func (p statusPage) printTotals(totals []totalLine) {
	if len(totals) == 0 {
		return
	}
	t := newListTable(table.Row{"Source", "File", "Status", "Figure", "Stated", "Found"}, 5, 6)
	for _, total := range totals {
		t.AppendRow(table.Row{total.source, printable(total.path), total.status, total.figure, groupFigure(total.expected),
			groupFigure(total.found)})
	}
	p.line("\nControl totals of the latest files\n%s", t.Render())
}
