package metrics

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// pageSection is the board of one currency: amounts of two are never set side by side.
type pageSection struct {
	Currency string
	Leader   *pageLeader // nil when nobody is ranked
	Headings []pageHeading
	Groups   []pageGroup
}

// pageLeader is the headline: who holds the first rank, several names when they tie.
type pageLeader struct {
	Label, Names, Figure string
}

// mostLeaders is how many names of a tie the headline has room for.
const mostLeaders = 3

// pageGroup is a run of rows; the ranked come first and have no heading.
type pageGroup struct {
	Heading string
	Rows    []pageRow
}

// pageRow is a boardRow in the words and numbers of one language.
type pageRow struct {
	Rank                    string
	IsPodium                bool   // one of the first three
	Move                    string // "▲2", "▼1", "=", "" if unknown
	MoveKind                string // up, down, same
	MoveLabel               string // read aloud in place of the sign
	Collector, Team         string
	Address                 string // of the collector's own page
	Accounts                string
	IsFew                   bool // too few accounts to judge by
	Value, Recovered        string
	ByCount, ByAmount       string
	CountShare, AmountShare int // length of the bar in percent; the best of the section fills it
	Promises                string
	Contact, Coverage       string
}

// dash stands for a figure that does not exist.
const dash = "–"

// sectionsOf lays out the chosen part of the board.
func sectionsOf(b board, choice pageChoice) []pageSection {
	var sections []pageSection
	for _, currency := range b.currencies() {
		if choice.currency != "" && choice.currency != currency {
			continue
		}
		var rows []boardRow
		for _, row := range b.rows {
			if row.currency == currency && (choice.team == "" || choice.team == row.team) {
				rows = append(rows, row)
			}
		}
		if len(rows) > 0 {
			section := newSection(currency, rows, b.minAccounts, choice)
			section.Headings = headingsOf(len(sections), currency, choice)
			sections = append(sections, section)
		}
	}
	return sections
}

func newSection(currency string, rows []boardRow, minAccounts int64, choice pageChoice) pageSection {
	words := pageLanguages[choice.language]
	layout := newRowLayout(words, rows, choice.team != "")
	leader := layout.leader(rows)
	layout.sortRows(rows, choice.sort)
	ranked := pageGroup{}
	tooFew := pageGroup{Heading: fmt.Sprintf(words.TooFew, minAccounts)}
	noValue := pageGroup{Heading: words.NoValue}
	for _, row := range rows {
		group := &ranked
		switch {
		case !row.isRanked:
			group = &tooFew
		case !row.rank.Valid:
			group = &noValue
		}
		shown := layout.row(row)
		to := choice
		to.collector = row.collectorID
		shown.Address = to.address()
		group.Rows = append(group.Rows, shown)
	}
	section := pageSection{Currency: currency, Leader: leader}
	for _, group := range []pageGroup{ranked, tooFew, noValue} {
		if len(group.Rows) > 0 {
			section.Groups = append(section.Groups, group)
		}
	}
	return section
}

func (s pageSection) hasFew() bool {
	for _, group := range s.Groups {
		if slices.ContainsFunc(group.Rows, func(row pageRow) bool { return row.IsFew }) {
			return true
		}
	}
	return false
}

// rowLayout is what the rows of one section share.
type rowLayout struct {
	words         pageWords
	printer       *message.Printer
	withinTeam    bool // show ranks within the team
	moneyDecimals int
	bestCount     float64 // of the ranked
	bestAmount    float64
}

// bigMoney is the amount from which cents are noise.
const bigMoney = 10_000

func newRowLayout(words pageWords, rows []boardRow, withinTeam bool) rowLayout {
	layout := rowLayout{words: words, printer: message.NewPrinter(words.Tag), withinTeam: withinTeam, moneyDecimals: 2}
	for _, row := range rows {
		if math.Abs(row.assignedAmount.Float64) >= bigMoney || math.Abs(row.recovered.Float64) >= bigMoney {
			layout.moneyDecimals = 0
		}
		if row.isRanked {
			layout.bestCount = max(layout.bestCount, row.effectivenessCount.Float64)
			layout.bestAmount = max(layout.bestAmount, row.effectivenessAmount.Float64)
		}
	}
	return layout
}

func (l rowLayout) row(row boardRow) pageRow {
	rank, change := l.standing(row)
	shown := pageRow{
		Rank:        dash,
		IsPodium:    rank.Valid && rank.Int64 <= 3,
		Collector:   row.collector,
		Team:        row.team,
		Accounts:    l.count(row.assignedAccounts),
		IsFew:       isFew(row.assignedAccounts),
		Value:       l.money(row.assignedAmount),
		Recovered:   l.money(row.recovered),
		ByCount:     l.percent(row.effectivenessCount, 1),
		ByAmount:    l.percent(row.effectivenessAmount, 1),
		CountShare:  share(row.effectivenessCount, l.bestCount),
		AmountShare: share(row.effectivenessAmount, l.bestAmount),
		Promises:    l.count(row.promisesKept),
		Contact:     l.percent(row.contactRate, 0),
		Coverage:    l.percent(row.coverage, 0),
	}
	if rank.Valid {
		shown.Rank = l.count(rank)
	}
	if change.Valid {
		shown.Move, shown.MoveKind, shown.MoveLabel = l.move(change.Int64)
	}
	return shown
}

// standing returns the rank to show and its change: within the team when only that team is shown.
func (l rowLayout) standing(row boardRow) (rank, change sql.NullInt64) {
	if l.withinTeam {
		return row.teamRank, row.teamRankChange
	}
	return row.rank, row.rankChange
}

// leader returns the headline of the rows, nil when none of them has the first rank.
func (l rowLayout) leader(rows []boardRow) *pageLeader {
	var names []string
	var best sql.NullFloat64
	for _, row := range rows {
		if rank, _ := l.standing(row); rank.Valid && rank.Int64 == 1 {
			names = append(names, row.collector)
			best = row.effectivenessAmount
		}
	}
	if len(names) == 0 {
		return nil
	}
	leader := &pageLeader{Label: l.words.Leads, Figure: fmt.Sprintf(l.words.LeadFigure, l.percent(best, 1))}
	if len(names) > 1 {
		leader.Label = l.words.Lead
	}
	if more := len(names) - mostLeaders; more > 0 {
		names = append(names[:mostLeaders], fmt.Sprintf(l.words.More, more))
	}
	leader.Names = strings.Join(names, ", ")
	return leader
}

// linesOf estimates how many rows of text the sections take, from which the page takes the size of its type: a heading
// counts as a row, and each further section brings its own table head.
func linesOf(sections []pageSection) int {
	const linesOfSection = 4
	lines := 0
	for i, section := range sections {
		if i > 0 {
			lines += linesOfSection
		}
		for _, group := range section.Groups {
			lines += len(group.Rows)
			if group.Heading != "" {
				lines++
			}
		}
	}
	return lines
}

// move returns the sign of a change of rank, its kind, and its words.
func (l rowLayout) move(change int64) (sign, kind, label string) {
	switch {
	case change > 0:
		return fmt.Sprintf("▲%d", change), "up", fmt.Sprintf(l.words.Up, change)
	case change < 0:
		return fmt.Sprintf("▼%d", -change), "down", fmt.Sprintf(l.words.Down, -change)
	}
	return "=", "same", l.words.Same
}

func (l rowLayout) count(value sql.NullInt64) string {
	if !value.Valid {
		return dash
	}
	return l.printer.Sprint(number.Decimal(value.Int64))
}

func (l rowLayout) money(value sql.NullFloat64) string {
	if !value.Valid {
		return dash
	}
	return l.printer.Sprint(number.Decimal(value.Float64, number.Scale(l.moneyDecimals)))
}

// percent writes a ratio of 0.123 as 12.3 %.
func (l rowLayout) percent(ratio sql.NullFloat64, decimals int) string {
	if !ratio.Valid {
		return dash
	}
	return fmt.Sprintf(l.words.Percent, l.printer.Sprint(number.Decimal(ratio.Float64*100, number.Scale(decimals))))
}

// decimal writes a number as 0.97.
func (l rowLayout) decimal(value sql.NullFloat64) string {
	if !value.Valid {
		return dash
	}
	return l.printer.Sprint(number.Decimal(value.Float64, number.Scale(2)))
}

// difference returns how far a measure is from another: in percentage points if it is a ratio. What rounds to nothing
// is neither above nor below.
func (l rowLayout) difference(value float64, isRatio bool) (shown, kind, label string) {
	scale, decimals, unit := 100.0, 1, l.words.Points
	if !isRatio {
		scale, decimals, unit = 1, 2, "%s"
	}
	amount := math.Round(math.Abs(value)*scale*math.Pow10(decimals)) / math.Pow10(decimals)
	text := fmt.Sprintf(unit, l.printer.Sprint(number.Decimal(amount, number.Scale(decimals))))
	switch {
	case amount == 0:
		return "=", "same", l.words.SameAsTeam
	case value > 0:
		return "▲ " + text, "up", fmt.Sprintf(l.words.Above, text)
	}
	return "▼ " + text, "down", fmt.Sprintf(l.words.Below, text)
}

// share returns the length of a bar in percent: none below zero, full at the best and beyond.
func share(ratio sql.NullFloat64, best float64) int {
	if !ratio.Valid || best <= 0 {
		return 0
	}
	return int(math.Round(min(max(ratio.Float64/best, 0), 1) * 100))
}

// fewerThan is the number under which one account more or less moves a ratio by points.
const fewerThan = 30

func isFew(number sql.NullInt64) bool { return number.Valid && number.Int64 < fewerThan }
