package metrics

import (
	"database/sql"
	"fmt"
	"time"
)

// collectorView is one person against team and target.
type collectorView struct {
	Name, ID, Team string
	Sections       []collectorSection
	Channels       []channelRow // over all currencies: an action has none
}

// collectorSection is a collector in one currency.
type collectorSection struct {
	Currency string
	Figures  []countRow
	Unranked string // why there is no rank; "" when there is one
	Standing []standing
	Target   *targetView // nil without one
	Measures []measureRow
	Steps    []stepRow
	Promises []countRow
	Waiting  []countRow
	Trend    *trendView // nil when there are less than two days to compare
}

// standing is a rank by one of the measures.
type standing struct {
	Label, Rank, Of   string // of: how many are ranked; "" where only some teams are served
	InTeam, OfTeam    string
	Move              string
	MoveKind, MoveAsk string // the kind as in pageRow, and the words
}

// targetView is what was recovered of what was to be.
type targetView struct {
	Text  string
	Share int // of the bar
	Month int // percent of the month that has gone by
}

// measureRow compares a measure with the team's.
type measureRow struct {
	Label, Own, Team       string
	Of                     string // how many accounts or promises it is of
	IsFew                  bool
	Difference, Kind, Read string // kind: up, down, same, ""; read aloud in place of the sign
}

// stepRow is a step from assigned to paid.
type stepRow struct {
	Label, Number, Ratio, Team string
	Share                      int // length of the bar
}

// countRow is a number with its amount.
type countRow struct{ Label, Number, Amount string }

// channelRow is what the actions on a channel provoked.
type channelRow struct {
	Channel, Actions, Reactions, Promises, Ratio string
	IsFew                                        bool
	Share                                        int
}

// newCollectorView returns the chosen collector; nil if he is not on the board in the chosen currency.
func newCollectorView(b board, choice pageChoice) *collectorView {
	var view *collectorView
	details := b.details[choice.collector]
	for _, row := range b.of(choice.collector) {
		if choice.currency != "" && choice.currency != row.currency {
			continue
		}
		if view == nil {
			view = &collectorView{Name: row.collector, ID: shownName(row.collectorID), Team: row.team}
		}
		layout := newRowLayout(pageLanguages[choice.language], []boardRow{row}, false)
		view.Sections = append(view.Sections, collectorLayout{
			rowLayout: layout, board: b, row: row, details: details, team: b.teams[row.teamCurrency()],
		}.section())
		view.Channels = layout.channels(details)
	}
	return view
}

// collectorLayout lays out one row of the leaderboard.
type collectorLayout struct {
	rowLayout
	board   board
	row     boardRow
	details *collectorDetails
	team    *teamFigures
}

func (l collectorLayout) section() collectorSection {
	section := collectorSection{
		Currency: l.row.currency,
		Figures:  l.figures(),
		Standing: l.standings(),
		Target:   l.target(),
		Measures: l.measures(),
		Steps:    l.steps(),
		Promises: l.promises(),
		Waiting:  l.waiting(),
		Trend:    l.trend(),
	}
	switch {
	case !l.row.isRanked:
		section.Unranked = fmt.Sprintf(l.words.TooFew, l.board.minAccounts)
	case !l.row.rank.Valid:
		section.Unranked = l.words.NoValue
	}
	return section
}

// figures are what the ratios are made of.
func (l collectorLayout) figures() []countRow {
	accounts := l.count(l.row.assignedAccounts)
	if isFew(l.row.assignedAccounts) {
		accounts = "⚠ " + accounts
	}
	return []countRow{
		{Label: l.words.Assigned, Number: accounts},
		{Label: l.words.AssignedValue + ", " + l.row.currency, Number: l.money(l.row.assignedAmount)},
		{Label: l.words.Recovered + ", " + l.row.currency, Number: l.money(l.row.recovered)},
	}
}

// standings are the ranks by the three measures, among all and in the team.
func (l collectorLayout) standings() []standing {
	ranks := []struct {
		label                string
		rank, team           func(boardRow) sql.NullInt64
		change, changeInTeam sql.NullInt64 // known of the first only
	}{
		{l.words.ByAmount, func(r boardRow) sql.NullInt64 { return r.rank },
			func(r boardRow) sql.NullInt64 { return r.teamRank }, l.row.rankChange, l.row.teamRankChange},
		{l.words.ByCount, func(r boardRow) sql.NullInt64 { return r.countRank },
			func(r boardRow) sql.NullInt64 { return r.teamCountRank }, sql.NullInt64{}, sql.NullInt64{}},
		{l.words.ByIndex, func(r boardRow) sql.NullInt64 { return r.indexRank },
			func(r boardRow) sql.NullInt64 { return r.teamIndexRank }, sql.NullInt64{}, sql.NullInt64{}},
	}
	var standings []standing
	for _, by := range ranks {
		ranked, inTeam := 0, 0
		for _, other := range l.board.rows {
			if other.currency != l.row.currency || !by.rank(other).Valid {
				continue
			}
			ranked++
			if other.teamName == l.row.teamName {
				inTeam++
			}
		}
		shown := standing{Label: by.label, Rank: dash, InTeam: dash}
		if rank := by.rank(l.row); rank.Valid {
			shown.Rank = l.count(rank)
			if !l.board.isPart() {
				shown.Of = fmt.Sprintf(l.words.RankOf, ranked)
			}
		}
		if rank := by.team(l.row); rank.Valid {
			shown.InTeam, shown.OfTeam = l.count(rank), fmt.Sprintf(l.words.RankOf, inTeam)
		}
		if by.change.Valid {
			shown.Move, shown.MoveKind, shown.MoveAsk = l.move(by.change.Int64)
		}
		standings = append(standings, shown)
	}
	return standings
}

func (l collectorLayout) target() *targetView {
	if !l.row.targetAmount.Valid || !l.row.attainment.Valid {
		return nil
	}
	date := l.board.date
	days := time.Date(date.Year(), date.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	view := &targetView{Share: share(l.row.attainment, 1), Month: date.Day() * 100 / days}
	view.Text = fmt.Sprintf(l.words.TargetText, l.percent(l.row.attainment, 0), l.money(l.row.targetAmount), l.row.currency,
		l.percent(sql.NullFloat64{Float64: float64(date.Day()) / float64(days), Valid: true}, 0))
	return view
}

func (l collectorLayout) measures() []measureRow {
	judged := sql.NullInt64{
		Int64: l.row.promisesKept.Int64 + l.row.promisesPartial.Int64 + l.row.promisesBroken.Int64,
		Valid: l.row.promisesKept.Valid,
	}
	percent := func(value sql.NullFloat64) string { return l.percent(value, 1) }
	rows := []struct {
		label   string
		value   func(work) sql.NullFloat64
		of      sql.NullInt64
		show    func(sql.NullFloat64) string
		isRatio bool
	}{
		{l.words.ByAmount, func(w work) sql.NullFloat64 { return w.effectivenessAmount }, l.row.assignedAccounts, percent, true},
		{l.words.ByCount, func(w work) sql.NullFloat64 { return w.effectivenessCount }, l.row.assignedAccounts, percent, true},
		{l.words.Index, func(w work) sql.NullFloat64 { return w.performanceIndex }, l.row.assignedAccounts, l.decimal, false},
		{l.words.WorkedOf, func(w work) sql.NullFloat64 { return w.coverage }, l.row.assignedAccounts, percent, true},
		{l.words.ContactedOf, func(w work) sql.NullFloat64 { return w.contactRate }, l.row.workedAccounts, percent, true},
		{l.words.KeptOf, func(w work) sql.NullFloat64 { return w.keptRate }, judged, percent, true},
		{l.words.Intensity, func(w work) sql.NullFloat64 { return w.intensity }, l.row.assignedAccounts, l.decimal, false},
	}
	var measures []measureRow
	for _, row := range rows {
		own := row.value(l.row.work)
		measure := measureRow{Label: row.label, Own: row.show(own), Team: dash, Of: l.count(row.of), IsFew: isFew(row.of)}
		if l.team != nil {
			team := row.value(l.team.work)
			measure.Team = row.show(team)
			if own.Valid && team.Valid {
				measure.Difference, measure.Kind, measure.Read = l.difference(own.Float64-team.Float64, row.isRatio)
				if row.label == l.words.Intensity {
					measure.Kind = "" // more actions are neither good nor bad
				}
			}
		}
		measures = append(measures, measure)
	}
	return measures
}

// steps lead from the assigned accounts to those that paid.
func (l collectorLayout) steps() []stepRow {
	var steps []stepRow
	for _, step := range []struct {
		label string
		value func(work) sql.NullInt64
	}{
		{l.words.StepAssigned, func(w work) sql.NullInt64 { return w.assignedAccounts }},
		{l.words.StepWorked, func(w work) sql.NullInt64 { return w.workedAccounts }},
		{l.words.StepContacted, func(w work) sql.NullInt64 { return w.contactedAccounts }},
		{l.words.StepPaid, func(w work) sql.NullInt64 { return w.payingAccounts }},
	} {
		number := step.value(l.row.work)
		ratio := over(number, l.row.assignedAccounts)
		shown := stepRow{
			Label: step.label, Number: l.count(number), Ratio: l.percent(ratio, 1), Team: dash, Share: share(ratio, 1),
		}
		if l.team != nil {
			shown.Team = l.percent(over(step.value(l.team.work), l.team.assignedAccounts), 1)
		}
		steps = append(steps, shown)
	}
	return steps
}

// over is a ÷ b; NULL where b is not above zero.
func over(a, b sql.NullInt64) sql.NullFloat64 {
	if !a.Valid || b.Int64 <= 0 {
		return sql.NullFloat64{}
	}
	return sql.NullFloat64{Float64: float64(a.Int64) / float64(b.Int64), Valid: true}
}

func (l collectorLayout) promises() []countRow {
	pending := l.details.pending[l.row.currency] // none is zero
	return []countRow{
		{l.words.Taken, l.count(l.row.promisesMade), l.money(l.row.promisesMadeAmount)},
		{l.words.Kept, l.count(l.row.promisesKept), l.money(l.row.promisesKeptAmount)},
		{l.words.Partial, l.count(l.row.promisesPartial), l.money(l.row.promisesPartialAmount)},
		{l.words.Broken, l.count(l.row.promisesBroken), l.money(l.row.promisesBrokenAmount)},
		{l.words.Pending, l.count(sql.NullInt64{Int64: pending.promises, Valid: true}),
			l.money(sql.NullFloat64{Float64: pending.amount.Float64, Valid: true})},
	}
}

// waiting is the work that waits: what is open and idle, and the agenda by its reasons.
func (l collectorLayout) waiting() []countRow {
	rows := []countRow{
		{l.words.Open, l.count(l.row.openAccounts), l.money(l.row.openAmount)},
		{l.words.Untouched, l.count(l.row.untouched), ""},
		{l.words.Idle, l.count(l.row.idle), ""},
		{l.words.Unvisited, l.count(l.row.unvisited), ""},
	}
	for _, figures := range l.details.agenda[l.row.currency] {
		rows = append(rows, countRow{
			Label:  fmt.Sprintf(l.words.OnAgenda, l.words.reason(figures.reason)),
			Number: l.count(sql.NullInt64{Int64: figures.accounts, Valid: true}),
			Amount: l.money(figures.amount),
		})
	}
	return rows
}

func (l rowLayout) channels(details *collectorDetails) []channelRow {
	var rows []channelRow
	for _, figures := range details.channels {
		count := func(number int64) string { return l.count(sql.NullInt64{Int64: number, Valid: true}) }
		rows = append(rows, channelRow{
			Channel:   l.words.channel(figures.channel),
			Actions:   count(figures.actions),
			IsFew:     figures.actions < fewerThan,
			Reactions: count(figures.reactions),
			Promises:  count(figures.promises),
			Ratio:     l.percent(figures.reactionRatio, 1),
			Share:     share(figures.reactionRatio, 1),
		})
	}
	return rows
}
