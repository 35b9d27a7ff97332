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
	served      []string // the teams whose rows these are; none is all
	// What the page of one collector shows besides, by collector_id, and what it compares with.
	details map[string]*collectorDetails
	teams   map[teamCurrency]*teamFigures
}

// isPart says that the rows are those of some teams only.
func (b board) isPart() bool { return len(b.served) > 0 }

// boardRow is one collector in one currency. NULL measures are shown as a dash.
type boardRow struct {
	collectorID                string
	collector, team, currency  string        // as they are shown
	teamName                   string        // as it is stored: two can be shown alike
	rank, teamRank             sql.NullInt64 // by amount
	rankChange, teamRankChange sql.NullInt64 // places won since the day before
	countRank, teamCountRank   sql.NullInt64
	indexRank, teamIndexRank   sql.NullInt64
	isRanked                   bool // holds enough accounts
	targetAmount, attainment   sql.NullFloat64
	recovered                  sql.NullFloat64
	untouched, idle, unvisited sql.NullInt64
	promisesMade               sql.NullInt64
	promisesMadeAmount         sql.NullFloat64
	promisesKeptAmount         sql.NullFloat64
	promisesPartialAmount      sql.NullFloat64
	promisesBrokenAmount       sql.NullFloat64
	openAccounts               sql.NullInt64
	openAmount                 sql.NullFloat64
	work
}

// work is what a collector and a team are compared by.
type work struct {
	assignedAccounts, payingAccounts, workedAccounts, contactedAccounts sql.NullInt64
	promisesKept, promisesPartial, promisesBroken                       sql.NullInt64
	assignedAmount                                                      sql.NullFloat64
	effectivenessCount, effectivenessAmount, performanceIndex           sql.NullFloat64
	coverage, contactRate, intensity, keptRate                          sql.NullFloat64
}

// workColumns are the columns of a work, in the order of its targets.
const workColumns = `
	assigned_accounts, paying_accounts, worked_accounts, contacted_accounts,
	promises_kept, promises_partial, promises_broken, assigned_amount::double,
	effectiveness_by_count, effectiveness_by_amount, performance_index,
	coverage, contact_rate, intensity, kept_rate_by_count`

func (w *work) targets() []any {
	return []any{
		&w.assignedAccounts, &w.payingAccounts, &w.workedAccounts, &w.contactedAccounts,
		&w.promisesKept, &w.promisesPartial, &w.promisesBroken, &w.assignedAmount,
		&w.effectivenessCount, &w.effectivenessAmount, &w.performanceIndex,
		&w.coverage, &w.contactRate, &w.intensity, &w.keptRate,
	}
}

// readBoard reads the leaderboard of the teams, best first; of all without teams. Its error is part of the result: the
// metrics are served without it.
func readBoard(ctx context.Context, db *warehouse.DB, teams []string) board {
	read := board{served: teams}
	err := db.QueryRowContext(ctx, "select as_of, coalesce(min_assigned_accounts, 0) from ops.settings").
		Scan(&read.date, &read.minAccounts)
	if err != nil {
		return board{err: fmt.Errorf("read the settings of the board: %w", err)}
	}
	var row boardRow
	err = readEach(ctx, db, `
		select
			collector_id, coalesce(collector_name, collector_id), coalesce(team, '(none)'), currency,
			rank_by_amount, team_rank_by_amount, rank_change, team_rank_change,
			rank_by_count, team_rank_by_count, rank_by_index, team_rank_by_index, coalesce(is_ranked, false),
			target_amount::double, target_attainment, recovered_amount::double,
			untouched_accounts, idle_accounts, unvisited_accounts,
			promises_made, promises_made_amount::double, promises_kept_amount::double,
			promises_partial_amount::double, promises_broken_amount::double,
			open_accounts, open_amount::double, `+workColumns+`
		from marts.leaderboard
		where `+isOfTeams(teams)+`
		order by
			currency, rank_by_amount nulls last, effectiveness_by_amount desc nulls last,
			coalesce(collector_name, collector_id), collector_id`,
		append([]any{
			&row.collectorID, &row.collector, &row.team, &row.currency,
			&row.rank, &row.teamRank, &row.rankChange, &row.teamRankChange,
			&row.countRank, &row.teamCountRank, &row.indexRank, &row.teamIndexRank, &row.isRanked,
			&row.targetAmount, &row.attainment, &row.recovered,
			&row.untouched, &row.idle, &row.unvisited,
			&row.promisesMade, &row.promisesMadeAmount, &row.promisesKeptAmount,
			&row.promisesPartialAmount, &row.promisesBrokenAmount,
			&row.openAccounts, &row.openAmount,
		}, row.targets()...),
		func() {
			shown := row
			shown.collector, shown.team, shown.teamName = shownName(row.collector), shownName(row.team), row.team
			read.rows = append(read.rows, shown)
		})
	if err != nil {
		return board{err: fmt.Errorf("read marts.leaderboard: %w", err)}
	}
	return read
}

// readEach runs a query and calls each after every row was scanned into the targets.
func readEach(ctx context.Context, db *warehouse.DB, query string, targets []any, each func()) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		each()
	}
	return rows.Err()
}

// teamNames lists the teams on the board, sorted.
func (b board) teamNames() []string {
	return distinct(b.rows, func(row boardRow) string { return row.team })
}

// currencies lists the currencies on the board, sorted.
func (b board) currencies() []string {
	return distinct(b.rows, func(row boardRow) string { return row.currency })
}

// of returns the rows of a collector, one per currency.
func (b board) of(collectorID string) []boardRow {
	var rows []boardRow
	for _, row := range b.rows {
		if row.collectorID == collectorID {
			rows = append(rows, row)
		}
	}
	return rows
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
