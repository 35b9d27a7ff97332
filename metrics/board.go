package metrics

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// board is marts.leaderboard as the page needs it.
type board struct {
	err         error     // why there is none; nil if there is
	date        time.Time // the business date, as midnight UTC
	minAccounts int64     // fewer assigned accounts: shown unranked
	rows        []boardRow
}

// boardRow is one collector in one currency. NULL measures are shown as a dash.
type boardRow struct {
	collector, team, currency string

	rank, teamRank             sql.NullInt64 // by amount
	rankChange, teamRankChange sql.NullInt64 // places won since the day before
	isRanked                   bool          // holds enough accounts
	assignedAccounts           sql.NullInt64
	assignedAmount, recovered  sql.NullFloat64
	effectivenessCount         sql.NullFloat64
	effectivenessAmount        sql.NullFloat64
	promisesKept               sql.NullInt64
	contactRate, coverage      sql.NullFloat64
}

// readBoard reads the leaderboard, best first. Its error is part of the result: the metrics are served without it.
func readBoard(ctx context.Context, db *warehouse.DB) board {
	var read board
	err := db.QueryRowContext(ctx, "select as_of, coalesce(min_assigned_accounts, 0) from ops.settings").
		Scan(&read.date, &read.minAccounts)
	if err != nil {
		return board{err: fmt.Errorf("read the settings of the board: %w", err)}
	}
	rows, err := db.QueryContext(ctx, `
		select
			coalesce(collector_name, collector_id), coalesce(team, '(none)'), currency,
			rank_by_amount, team_rank_by_amount, rank_change, team_rank_change, coalesce(is_ranked, false),
			assigned_accounts, assigned_amount::double, recovered_amount::double,
			effectiveness_by_count, effectiveness_by_amount,
			promises_kept, contact_rate, coverage
		from marts.leaderboard
		order by
			currency, rank_by_amount nulls last, effectiveness_by_amount desc nulls last,
			coalesce(collector_name, collector_id), collector_id`)
	if err != nil {
		return board{err: fmt.Errorf("read marts.leaderboard: %w", err)}
	}
	defer rows.Close()
	for rows.Next() {
		var row boardRow
		err := rows.Scan(&row.collector, &row.team, &row.currency,
			&row.rank, &row.teamRank, &row.rankChange, &row.teamRankChange, &row.isRanked,
			&row.assignedAccounts, &row.assignedAmount, &row.recovered,
			&row.effectivenessCount, &row.effectivenessAmount,
			&row.promisesKept, &row.contactRate, &row.coverage)
		if err != nil {
			return board{err: fmt.Errorf("read marts.leaderboard: %w", err)}
		}
		row.collector, row.team = shownName(row.collector), shownName(row.team)
		read.rows = append(read.rows, row)
	}
	if err := rows.Err(); err != nil {
		return board{err: fmt.Errorf("read marts.leaderboard: %w", err)}
	}
	return read
}

// teams lists the teams on the board, sorted.
func (b board) teams() []string {
	return distinct(b.rows, func(row boardRow) string { return row.team })
}

// currencies lists the currencies on the board, sorted.
func (b board) currencies() []string {
	return distinct(b.rows, func(row boardRow) string { return row.currency })
}

// distinct lists the values that rows have, sorted.
func distinct(rows []boardRow, value func(boardRow) string) []string {
	values := make([]string, 0, len(rows))
	for _, row := range rows {
		values = append(values, value(row))
	}
	slices.Sort(values)
	return slices.Compact(values)
}
