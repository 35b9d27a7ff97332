package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// leaderboardOptions are the flags of the leaderboard.
type leaderboardOptions struct {
	team     string
	currency string
}

func newLeaderboardCommand(a *app) *cobra.Command {
	var opts leaderboardOptions
	command := &cobra.Command{
		Use:   "leaderboard",
		Short: "Print the board: month to date, best first",
		Long: `Prints every collector's month to date from the published snapshot: assigned accounts and value, recovered amount,
effectiveness by count and by amount, and ranks by amount. Currencies are never mixed: each has a table of its own.`,
		Example: `  recaudo leaderboard
  recaudo leaderboard --team Norte`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return printLeaderboard(command.Context(), a, opts)
		},
	}
	command.Flags().StringVar(&opts.team, "team", "", "only this team, with ranks within it")
	command.Flags().StringVar(&opts.currency, "currency", "", "only this currency")
	return command
}

// boardRow is a collector on the board.
type boardRow struct {
	asOf              time.Time
	currency          string
	collector         string
	team              string
	assignedAccounts  int64
	assignedAmount    float64
	recoveredAmount   float64
	byCount, byAmount sql.NullFloat64
	rank, change      sql.NullInt64
	promisesKept      int64
	minimum           int64
}

const boardQuery = `
	select
		board.as_of, board.currency, board.collector_name, board.team, board.assigned_accounts,
		board.assigned_amount::double, board.recovered_amount::double,
		board.effectiveness_by_count, board.effectiveness_by_amount,
		if($team = '', board.rank_by_amount, board.team_rank_by_amount) as board_rank,
		if($team = '', board.rank_change, board.team_rank_change), board.promises_kept, settings.min_assigned_accounts
	from marts.leaderboard as board
	cross join ops.settings as settings
	where
		($team = '' or lower(board.team) = lower($team))
		and ($currency = '' or board.currency = upper($currency))
	order by
		board.currency, board_rank nulls last, board.effectiveness_by_amount desc nulls last, board.collector_name`

func printLeaderboard(ctx context.Context, a *app, opts leaderboardOptions) (err error) {
	db, _, err := a.openSnapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := readBoard(ctx, db, opts)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return emptyBoard(ctx, db, opts)
	}
	for start := 0; start < len(rows); {
		end := start
		for end < len(rows) && rows[end].currency == rows[start].currency {
			end++
		}
		a.showf("%s", renderBoard(rows[start:end], opts))
		start = end
	}
	return nil
}

func readBoard(ctx context.Context, db *warehouse.DB, opts leaderboardOptions) (board []boardRow, err error) {
	rows, err := db.QueryContext(ctx, boardQuery, sql.Named("team", opts.team), sql.Named("currency", opts.currency))
	if err != nil {
		return nil, fmt.Errorf("read leaderboard: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var row boardRow
		err := rows.Scan(&row.asOf, &row.currency, &row.collector, &row.team, &row.assignedAccounts,
			&row.assignedAmount, &row.recoveredAmount, &row.byCount, &row.byAmount, &row.rank, &row.change,
			&row.promisesKept, &row.minimum)
		if err != nil {
			return nil, fmt.Errorf("read leaderboard: %w", err)
		}
		board = append(board, row)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read leaderboard: %w", err)
	}
	return board, nil
}

// emptyBoard says why there is nothing to print: a filter that matches nobody, or no data in the month.
func emptyBoard(ctx context.Context, db *warehouse.DB, opts leaderboardOptions) error {
	var asOf time.Time
	if err := db.QueryRowContext(ctx, "select as_of from ops.settings").Scan(&asOf); err != nil {
		return fmt.Errorf("read the board's date: %w", err)
	}
	if opts.team != "" || opts.currency != "" {
		return fmt.Errorf("nobody on the board of %s is in that team and currency; `recaudo leaderboard` shows all",
			asOf.Format(time.DateOnly))
	}
	return fmt.Errorf("nobody held an account or did anything in the month up to %s", asOf.Format(time.DateOnly))
}

func renderBoard(rows []boardRow, opts leaderboardOptions) string {
	first := rows[0]
	board := table.NewWriter()
	board.SetStyle(boardStyle())
	title := fmt.Sprintf("Leaderboard %s, %s to date, %s", first.currency, first.asOf.Format("January 2006"),
		"as of "+first.asOf.Format(time.DateOnly))
	if opts.team != "" {
		title = cell(first.team, maxNameColumns) + ": " + title
	}
	board.SetTitle(title)
	board.AppendHeader(table.Row{"#", "", "Collector", "Team", "Accounts", "Assigned", "Recovered", "By count",
		"By amount", "Kept promises"})
	board.SetColumnConfigs(boardColumns())
	unranked, largest := 0, 0.0
	for _, row := range rows {
		largest = max(largest, row.assignedAmount, row.recoveredAmount)
	}
	decimals := moneyDecimals(largest)
	for _, row := range rows {
		rank := "–"
		if row.rank.Valid {
			rank = fmt.Sprint(row.rank.Int64)
		} else {
			unranked++
		}
		board.AppendRow(table.Row{rank, movement(row.change), cell(row.collector, maxNameColumns),
			cell(row.team, maxNameColumns), groupDigits(row.assignedAccounts),
			formatMoney(row.assignedAmount, decimals), formatMoney(row.recoveredAmount, decimals), formatRatio(row.byCount),
			formatRatio(row.byAmount), groupDigits(row.promisesKept)})
	}
	text := trimLines(board.Render()) + "\nRanked by amount recovered ÷ amount assigned; ▲▼ places won and lost since the day before."
	if unranked > 0 {
		text += fmt.Sprintf("\n– not ranked: fewer than %d assigned accounts.", first.minimum)
	}
	return text
}

// trimLines takes away the blanks that every line of a table ends with: a chat shows them as a wrapped line.
func trimLines(table string) string {
	lines := strings.Split(table, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// boardStyle has no outer frame, so that a board survives being pasted into a chat.
func boardStyle() table.Style {
	style := table.StyleLight
	style.Options.DrawBorder = false
	style.Options.SeparateColumns = false
	style.Format.Header = text.FormatDefault
	return style
}

func boardColumns() []table.ColumnConfig {
	var columns []table.ColumnConfig
	for _, number := range []int{1, 5, 6, 7, 8, 9, 10} {
		columns = append(columns, table.ColumnConfig{Number: number, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	return columns
}
