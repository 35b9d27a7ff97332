package metrics

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/recaudo/recaudo/internal/warehouse"
)

// collectorDetails is what the page of one collector shows besides his rows of the leaderboard: month to date.
type collectorDetails struct {
	channels []channelFigures // most actions first
	pending  map[string]pendingPromises
	agenda   map[string][]agendaFigures // by currency, most accounts first
	trend    map[string][]trendDay      // by currency, in the order of days
}

// channelFigures are what a collector's actions on a channel provoked.
type channelFigures struct {
	channel                      string
	actions, reactions, promises int64
	reactionRatio                sql.NullFloat64
}

// pendingPromises were made in any month and not judged yet.
type pendingPromises struct {
	promises int64
	amount   sql.NullFloat64
}

// agendaFigures are the accounts that one reason speaks for.
type agendaFigures struct {
	reason   string
	accounts int64
	amount   sql.NullFloat64
}

// trendDay is the month to date as it stood on a day.
type trendDay struct {
	day                            time.Time
	effectivenessAmount, recovered sql.NullFloat64
}

// teamCurrency names a row of teams; the team as it is stored.
type teamCurrency struct{ team, currency string }

func (r boardRow) teamCurrency() teamCurrency { return teamCurrency{r.teamName, r.currency} }

// teamFigures are those of a team's collectors added up. marts.team_periods would not do to compare a collector with:
// there, a team is expected to recover what the average team would, and an account that changed hands counts once,
// while it counts for each collector who held it.
type teamFigures struct {
	work
	trend map[time.Time]sql.NullFloat64 // effectiveness by amount of the month to date, by day
}

// readDetails adds what the pages of single collectors show to a board. What can't be read is left out, and its error
// returned: the page is worth showing without it.
func (b *board) readDetails(ctx context.Context, db *warehouse.DB) error {
	b.details = make(map[string]*collectorDetails)
	b.teams = make(map[teamCurrency]*teamFigures)
	for _, row := range b.rows {
		b.details[row.collectorID] = &collectorDetails{
			pending: make(map[string]pendingPromises),
			agenda:  make(map[string][]agendaFigures),
			trend:   make(map[string][]trendDay),
		}
		b.teams[row.teamCurrency()] = &teamFigures{trend: make(map[time.Time]sql.NullFloat64)}
	}
	var failed []error
	for what, read := range map[string]func(context.Context, *warehouse.DB) error{
		"channels": b.readChannels, "promises": b.readPending, "agenda": b.readAgenda,
		"trend": b.readTrend, "teams": b.readTeams, "trend of teams": b.readTeamTrend,
	} {
		if err := read(ctx, db); err != nil {
			failed = append(failed, fmt.Errorf("read %s for the page: %w", what, err))
		}
	}
	return errors.Join(failed...)
}

func (b *board) readChannels(ctx context.Context, db *warehouse.DB) error {
	var id string
	var figures channelFigures
	return readEach(ctx, db, `
		select
			collector_id, channel, sum(actions)::bigint, sum(debtor_contact)::bigint, sum(promise)::bigint,
			sum(debtor_contact)::double / nullif(sum(actions), 0)
		from marts.channel_periods
		where period = 'month' and as_of = (select as_of from ops.settings)
		group by collector_id, channel
		having sum(actions) > 0
		order by 3 desc, channel`,
		[]any{&id, &figures.channel, &figures.actions, &figures.reactions, &figures.promises, &figures.reactionRatio},
		func() {
			if details, onBoard := b.details[id]; onBoard {
				details.channels = append(details.channels, figures)
			}
		})
}

func (b *board) readPending(ctx context.Context, db *warehouse.DB) error {
	var id, currency string
	var pending pendingPromises
	return readEach(ctx, db, `
		select collector_id, currency, count(*), sum(amount)::double
		from marts.promises
		where status = 'pending' and collector_id is not null and currency is not null
		group by all`,
		[]any{&id, &currency, &pending.promises, &pending.amount},
		func() {
			if details, onBoard := b.details[id]; onBoard {
				details.pending[currency] = pending
			}
		})
}

func (b *board) readAgenda(ctx context.Context, db *warehouse.DB) error {
	var id, currency string
	var figures agendaFigures
	return readEach(ctx, db, `
		select collector_id, currency, main_reason, count(*), sum(open_amount)::double
		from marts.agenda
		where currency is not null
		group by all
		order by 4 desc, main_reason`,
		[]any{&id, &currency, &figures.reason, &figures.accounts, &figures.amount},
		func() {
			if details, onBoard := b.details[id]; onBoard {
				details.agenda[currency] = append(details.agenda[currency], figures)
			}
		})
}

// trendQuery is the effectiveness by amount of each day of the month, as marts.leaderboard reckons it (canon 2).
const trendQuery = `
	select
		%[1]s, currency, as_of,
		(sum(recovered_assigned_amount) * 10000)::hugeint::double / nullif((sum(assigned_amount) * 10000)::hugeint, 0),
		sum(recovered_amount)::double
	from marts.collector_periods
	where
		period = 'month'
		and %[2]s
		and as_of <= (select as_of from ops.settings)
		and as_of >= (select date_trunc('month', as_of)::date from ops.settings)
	group by all
	order by as_of`

func (b *board) readTrend(ctx context.Context, db *warehouse.DB) error {
	var id, currency string
	var day trendDay
	return readEach(ctx, db, fmt.Sprintf(trendQuery, "collector_id", "true"),
		[]any{&id, &currency, &day.day, &day.effectivenessAmount, &day.recovered},
		func() {
			if details, onBoard := b.details[id]; onBoard {
				details.trend[currency] = append(details.trend[currency], day)
			}
		})
}

// teamColumn is the team of a row of marts.collector_periods.
const teamColumn = "coalesce(team, '(none)')"

func (b *board) readTeamTrend(ctx context.Context, db *warehouse.DB) error {
	var key teamCurrency
	var day trendDay
	return readEach(ctx, db, fmt.Sprintf(trendQuery, teamColumn, isOfTeams(b.served)),
		[]any{&key.team, &key.currency, &day.day, &day.effectivenessAmount, &day.recovered},
		func() {
			if figures, onBoard := b.teams[key]; onBoard {
				figures.trend[day.day] = day.effectivenessAmount
			}
		})
}

// readTeams sums over the collectors of each team, and divides the sums as marts.leaderboard does (canon 2).
func (b *board) readTeams(ctx context.Context, db *warehouse.DB) error {
	var key teamCurrency
	var figures work
	return readEach(ctx, db, `
		with sums as (
			select
				`+teamColumn+` as team, currency,
				sum(assigned_accounts)::bigint as assigned_accounts, sum(paying_accounts)::bigint as paying_accounts,
				sum(worked_accounts)::bigint as worked_accounts, sum(contacted_accounts)::bigint as contacted_accounts,
				sum(promises_kept)::bigint as promises_kept, sum(promises_partial)::bigint as promises_partial,
				sum(promises_broken)::bigint as promises_broken, sum(assigned_amount) as assigned_amount,
				sum(recovered_assigned_amount) as recovered_assigned_amount, sum(expected_amount) as expected_amount,
				sum(actions)::bigint as actions
			from marts.collector_periods
			where period = 'month' and as_of = (select as_of from ops.settings) and `+isOfTeams(b.served)+`
			group by all
		),
		rated as (
			select
				*,
				paying_accounts::double / nullif(assigned_accounts, 0) as effectiveness_by_count,
				recovered_assigned_amount::double / nullif(assigned_amount, 0)::double as effectiveness_by_amount,
				recovered_assigned_amount::double / if(expected_amount > 0, expected_amount::double, null)
					as performance_index,
				worked_accounts::double / nullif(assigned_accounts, 0) as coverage,
				contacted_accounts::double / nullif(worked_accounts, 0) as contact_rate,
				actions::double / nullif(assigned_accounts, 0) as intensity,
				promises_kept::double / nullif(promises_kept + promises_partial + promises_broken, 0)
					as kept_rate_by_count
			from sums
		)
		select team, currency, `+workColumns+` from rated`,
		append([]any{&key.team, &key.currency}, figures.targets()...),
		func() {
			if team, onBoard := b.teams[key]; onBoard {
				team.work = figures
			}
		})
}
