package metrics

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/collate"
)

// pageSort is the order of the board: the key of a column, from the largest down if it is descending. The zero value is
// the order of ranks.
type pageSort struct {
	column       string
	isDescending bool
}

// parseSort reads ?sort=: the key of a column, "-" before it for the largest first. What is no such key is the zero
// value.
func parseSort(text string) pageSort {
	key, isDescending := strings.CutPrefix(text, "-")
	if !slices.ContainsFunc(pageColumns, func(column pageColumn) bool { return column.key == key }) {
		return pageSort{}
	}
	return pageSort{column: key, isDescending: isDescending}
}

func (s pageSort) String() string {
	if s.isDescending {
		return "-" + s.column
	}
	return s.column
}

// pageColumn is a column of the board. It is sorted by text or by number.
type pageColumn struct {
	key     string // in ?sort=
	class   string
	heading func(words pageWords, currency string) string
	text    func(boardRow) string
	number  func(rowLayout, boardRow) sql.NullFloat64
}

// rankedBy is the column whose order is that of ranks.
const rankedBy = "by_amount"

// pageColumns are the columns of the board, from left to right.
var pageColumns = []pageColumn{
	{key: "rank", class: "rank", heading: heading(func(w pageWords) string { return w.Rank }),
		number: func(l rowLayout, row boardRow) sql.NullFloat64 { rank, _ := l.standing(row); return float(rank) }},
	{key: "move", class: "move", heading: heading(func(w pageWords) string { return w.Move }),
		number: func(l rowLayout, row boardRow) sql.NullFloat64 { _, change := l.standing(row); return float(change) }},
	{key: "collector", class: "text", heading: heading(func(w pageWords) string { return w.Collector }),
		text: func(row boardRow) string { return row.collector }},
	{key: "team", class: "text mid", heading: heading(func(w pageWords) string { return w.Team }),
		text: func(row boardRow) string { return row.team }},
	{key: "accounts", class: "mid", heading: heading(func(w pageWords) string { return w.Assigned }),
		number: func(_ rowLayout, row boardRow) sql.NullFloat64 { return float(row.assignedAccounts) }},
	{key: "value", class: "mid", heading: moneyHeading(func(w pageWords) string { return w.AssignedValue }),
		number: func(_ rowLayout, row boardRow) sql.NullFloat64 { return row.assignedAmount }},
	{key: "recovered", class: "mid", heading: moneyHeading(func(w pageWords) string { return w.Recovered }),
		number: func(_ rowLayout, row boardRow) sql.NullFloat64 { return row.recovered }},
	{key: "by_count", class: "bar", heading: heading(func(w pageWords) string { return w.ByCount }),
		number: func(_ rowLayout, row boardRow) sql.NullFloat64 { return row.effectivenessCount }},
	{key: rankedBy, class: "bar main-bar main", heading: heading(func(w pageWords) string { return w.ByAmount }),
		number: func(_ rowLayout, row boardRow) sql.NullFloat64 { return row.effectivenessAmount }},
	{key: "promises", class: "wide", heading: heading(func(w pageWords) string { return w.KeptPromises }),
		number: func(_ rowLayout, row boardRow) sql.NullFloat64 { return float(row.promisesKept) }},
	{key: "contact", class: "wide", heading: heading(func(w pageWords) string { return w.Contact }),
		number: func(_ rowLayout, row boardRow) sql.NullFloat64 { return row.contactRate }},
	{key: "coverage", class: "wide", heading: heading(func(w pageWords) string { return w.Coverage }),
		number: func(_ rowLayout, row boardRow) sql.NullFloat64 { return row.coverage }},
}

func heading(word func(pageWords) string) func(pageWords, string) string {
	return func(words pageWords, _ string) string { return word(words) }
}

func moneyHeading(word func(pageWords) string) func(pageWords, string) string {
	return func(words pageWords, currency string) string { return word(words) + ", " + currency }
}

func float(count sql.NullInt64) sql.NullFloat64 {
	return sql.NullFloat64{Float64: float64(count.Int64), Valid: count.Valid}
}

// sortRows puts the rows into the chosen order; those that have no value come last, and equal ones stay as they were.
func (l rowLayout) sortRows(rows []boardRow, by pageSort) {
	place := slices.IndexFunc(pageColumns, func(column pageColumn) bool { return column.key == by.column })
	if place < 0 {
		return
	}
	column := pageColumns[place]
	sign := 1
	if by.isDescending {
		sign = -1
	}
	if column.text != nil {
		names := collate.New(l.words.Tag)
		slices.SortStableFunc(rows, func(a, b boardRow) int {
			return sign * names.CompareString(column.text(a), column.text(b))
		})
		return
	}
	slices.SortStableFunc(rows, func(a, b boardRow) int {
		left, right := column.number(l, a), column.number(l, b)
		if !left.Valid || !right.Valid {
			return cmp.Compare(boolRank(right.Valid), boolRank(left.Valid))
		}
		return sign * cmp.Compare(left.Float64, right.Float64)
	})
}

func boolRank(is bool) int {
	if is {
		return 1
	}
	return 0
}

// pageHeading is the head of a column: a link that sorts by it, or turns the order around.
type pageHeading struct {
	ID, Class, Text, Address string
	Order                    string // aria-sort: "ascending", "descending"; "" when another column orders the rows
	IsRankedBy               bool
}

func headingsOf(section int, currency string, choice pageChoice) []pageHeading {
	var headings []pageHeading
	current := choice.order()
	for _, column := range pageColumns {
		if column.key == "team" && choice.team != "" {
			continue
		}
		head := pageHeading{
			ID:         fmt.Sprintf("sort-%d-%s", section, column.key),
			Class:      column.class,
			Text:       column.heading(pageLanguages[choice.language], currency),
			IsRankedBy: column.key == rankedBy,
		}
		// The best first, which is the last of a number and the first of a rank or a name.
		to := choice
		to.sort = pageSort{column: column.key, isDescending: column.text == nil && column.key != "rank"}
		if column.key == current.column {
			head.Order = "ascending"
			if current.isDescending {
				head.Order = "descending"
			}
			to.sort.isDescending = !current.isDescending
		}
		head.Address = to.address()
		headings = append(headings, head)
	}
	return headings
}

// order is the order of the rows, that of ranks by the name of its column.
func (c pageChoice) order() pageSort {
	if c.sort == (pageSort{}) {
		return pageSort{column: rankedBy, isDescending: true}
	}
	return c.sort
}

// sortedBy says the order of the rows.
func sortedBy(choice pageChoice) string {
	words := pageLanguages[choice.language]
	order := choice.order()
	for _, column := range pageColumns {
		if column.key != order.column {
			continue
		}
		format := words.SortedUp
		if order.isDescending {
			format = words.SortedDown
		}
		return fmt.Sprintf(format, strings.TrimSuffix(column.heading(words, ""), ", "))
	}
	return ""
}
